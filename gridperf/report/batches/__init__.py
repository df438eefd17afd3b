"""Many pages become files: in a folder, in archives or as one file, in this process or in several."""
