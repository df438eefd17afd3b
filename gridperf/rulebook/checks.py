"""stub"""
def check_edition(edition, *, placed, standard, document, document_file):
    return []
