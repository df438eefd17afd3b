"""Wordings of the problems of the records (codes D…): what cannot be read at all, and mappings; those of single cells are in `cells`."""

from __future__ import annotations

from gridperf.messages import cells
from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    # --- shape: what cannot be read at all ------------------------------------------------------------------------------
    "D101": Wording(
        zh="没有 {path}，因此没有可以读取的记录。",
        en="There is no {path}, so there are no records to read.",
        zh_hint="请检查路径。",
        en_hint="Check the path.",
    ),
    "D102": Wording(
        zh="不能从 {found} 读取记录，其中的工作不会计入。",
        en="Records cannot be read from {found}, so the work in it would count for nobody.",
        zh_hint="可以读取：文件夹、.csv、.xlsx、.xls、.parquet、polars 或 pandas 表、数据库地址（如 sqlite:///records.db）。",
        en_hint="Readable are a folder, .csv, .xlsx, .xls, .parquet, a polars or pandas frame, and a database URL such as sqlite:///records.db.",
    ),
    "D103": Wording(
        zh="“{name}”不是任何一张记录表的名称，其中的记录不会计入。",
        en="'{name}' is the name of no table, so the records in it would count for nobody.",
        zh_hint="是不是 {near}？请按表名改名，或用 ignore 写明不读。",
        en_hint="Is it {near}? Rename it after the table, or name it under ignore.",
    ),
    "D104": Wording(
        zh="这里没有任何记录表，因此没有人可以考核。",
        en="There is no table of records here, so nobody can be assessed.",
        zh_hint="请按表名命名文件或工作表：{tables}。",
        en_hint="Name files or sheets after the tables: {tables}.",
    ),
    "D105": Wording(
        zh="文件既不是 UTF-8 也不是 GBK 编码（字节 {byte}），姓名和编号无法辨认。",
        en="The file is neither UTF-8 nor GBK (byte {byte}), so names and codes cannot be read.",
        zh_hint="请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。",
        en_hint="Save it from Excel as 'CSV UTF-8 (comma delimited)'.",
    ),
    "D106": Wording(
        zh="这一行应当是列名，但是空的，因此整张表无法读取。",
        en="This row should hold the headings and is empty, so the table cannot be read.",
        zh_hint="请在第一行写列名；列名不在第一行的，请在 mapping.yaml 中写 header_row。没有发生任何事项的，只留列名一行。",
        en_hint="Write the headings in row 1, or state header_row in mapping.yaml. If nothing happened, leave the headings alone.",
    ),
    "D107": Wording(
        zh="这一行有 {other} 格，而列名有 {expected} 个，之后各格可能错位。{more}",
        en="This row has {other} cells where there are {expected} headings, so its cells may stand under the wrong ones.{more}",
        zh_hint="常见原因：文字中的逗号没有加引号，或文件没有传完。请补齐或给这一格加上引号。",
        en_hint="Usual causes: a comma inside a text without quotes, or a file cut off. Complete the row, or put that cell in quotes.",
    ),
    "D108": Wording(
        zh="从这一行起引号没有配对，其后的记录无法分开。",
        en="From this row on a quotation mark has no partner, so the records after it cannot be told apart.",
        zh_hint='请补上或删去引号；文字中的引号应写成两个，如 "他说""好"""。',
        en_hint='Add the missing mark or delete it; a mark inside a text is written twice, as in "a ""good"" day".',
    ),
    "D109": Wording(
        zh="工作簿打不开：文件已损坏、有密码，或并不是 Excel 文件，其中的记录无法读取。",
        en="The workbook cannot be opened: it is damaged, has a password, or is no Excel file, so its records cannot be read.",
        zh_hint="请在 Excel 中打开，去掉密码后另存为 .xlsx。",
        en_hint="Open it in Excel, remove the password and save it as .xlsx.",
    ),
    "D110": Wording(
        zh="无法确定读哪一张工作表：要找的是“{sheet}”，现有 {sheets}。",
        en="Which sheet to read cannot be told: wanted is '{sheet}', there are {sheets}.",
        zh_hint="请把工作表改名为表名，或在 mapping.yaml 中写 sheet。",
        en_hint="Rename the sheet after the table, or state sheet in mapping.yaml.",
    ),
    "D111": Wording(
        zh="{table} 缺少必需的列 {column}（{label}），因此整张表无法计入。",
        en="{table} lacks the required column {column} ({label}), so none of its rows can count.",
        zh_hint="{near}请补上该列，或在 mapping.yaml 的 rename 或 constants 中写明。",
        en_hint="{near}Add the column, or state it under rename or constants in mapping.yaml.",
    ),
    "D112": Wording(
        zh="{table} 没有“{heading}”这一列，其中的内容不会计入。",
        en="{table} has no column '{heading}', so what it holds would count for nothing.",
        zh_hint="{suggestion}，或用 ignore 写明不读。",
        en_hint="{suggestion}, or name it under ignore.",
    ),
    "D113": Wording(
        zh="列 {column} 出现了不止一次（{headings}），无法确定以哪一列为准。",
        en="Column {column} is there more than once ({headings}), so nobody can say which of them holds.",
        zh_hint="请只留一列，或用 ignore 舍弃其余的。",
        en_hint="Keep one of them, or name the others under ignore.",
    ),
    "D114": Wording(
        zh="{table} 的第 {position} 列有内容而没有列名，其中的内容不会计入。",
        en="Column {position} of {table} has content and no heading, so what it holds would count for nothing.",
        zh_hint="请写上列名，或清空该列。",
        en_hint="Write its heading, or clear the column.",
    ),
    "D115": Wording(
        zh="这一行没有 {table} 的任何列名（找到的是：{found}），因此整张表无法读取。",
        en="This row holds no heading of {table} (it holds: {found}), so the table cannot be read.",
        zh_hint="必需的列有：{required}。列名在别的行时请在 mapping.yaml 中写 header_row，列名不同时写 rename。",
        en_hint="Required are: {required}. If the headings stand in another row, state header_row in mapping.yaml; if they differ, rename.",
    ),
    "D116": Wording(
        zh="不是完好的 Parquet 文件或可以计算的表，其中的记录无法读取。",
        en="This is no sound Parquet file, or no frame that can be evaluated, so its records cannot be read.",
        zh_hint="请重新导出，或改用 .csv、.xlsx。",
        en_hint="Export it again, or use .csv or .xlsx.",
    ),
    "D117": Wording(
        zh="读取这一来源需要 {package}，而它没有安装。",
        en="Reading this source needs {package}, which is not installed.",
        zh_hint="请安装：pip install '{install}'。也可以先导出为 .csv 或 .xlsx。",
        en_hint="Install it with: pip install '{install}'. Or export to .csv or .xlsx.",
    ),
    "D118": Wording(
        zh="数据库没有给出记录（{reason}），因此没有可以计入的工作。",
        en="The database gave no records ({reason}), so there is no work to count.",
        zh_hint="请检查地址、用户、权限，以及 mapping.yaml 中的 query。",
        en_hint="Check the address, the user, the permissions, and query in mapping.yaml.",
    ),
    "D120": Wording(
        zh="各格之间似乎用“{found}”隔开，而不是“{separator}”，整行成了一格。",
        en="The cells seem to be separated by '{found}', not by '{separator}', so each row is a single cell.",
        zh_hint='请另存为逗号分隔的 CSV，或在 mapping.yaml 中写 separator: "{found}"。',
        en_hint='Save it as comma-separated CSV, or state separator: "{found}" in mapping.yaml.',
    ),
    "D121": Wording(
        zh="{table} 的列 {column} 存的是一种不能读作单个值的内容（{value}），因此整列无法计入。",
        en="Column {column} of {table} holds a kind of content that is no single value ({value}), so the column cannot count.",
        zh_hint="请导出为文字、数、日期或是否。",
        en_hint="Export it as text, numbers, dates, or true and false.",
    ),
    "D122": Wording(
        zh="{suffix} 中显示错误的单元格（如 #N/A）需要 pyarrow 才能与空格区分，而它没有安装；当作空格会少计工作。",
        en="Telling cells of a {suffix} file that show an error (such as #N/A) from empty ones needs pyarrow, which is not installed; "
        "taken as empty they would lose someone's work.",
        zh_hint="请在 Excel 中另存为 .xlsx，或安装：pip install 'gridperf[pandas]'。",
        en_hint="Save it from Excel as .xlsx, or install it with: pip install 'gridperf[pandas]'.",
    ),
    # --- shape: the mapping ---------------------------------------------------------------------------------------------
    "D130": Wording(
        zh="不认识键“{key}”，写在它下面的内容不会生效。",
        en="Unknown key '{key}': nothing written under it would apply.",
        zh_hint="是不是 {near}？",
        en_hint="Did you mean {near}?",
    ),
    "D131": Wording(
        zh="这里写的是{found}，应当是{expected}，因此无法按它读取记录。",
        en="Found {found}, expected {expected}, so records cannot be read by it.",
        zh_hint="请改成应有的写法。",
        en_hint="Write it in the expected form.",
    ),
    "D132": Wording(
        zh="没有名为 {table} 的记录表，因此这一段不会生效。",
        en="There is no table {table}, so this part would apply to nothing.",
        zh_hint="是不是 {near}？",
        en_hint="Did you mean {near}?",
    ),
    "D133": Wording(
        zh="{table} 没有名为 {column} 的列，因此这一行不会生效。",
        en="{table} has no column {column}, so this line would apply to nothing.",
        zh_hint="是不是 {near}？冒号左边写本表的列名，右边写对方文件的列名。",
        en_hint="Did you mean {near}? Our column stands left of the colon, their heading right of it.",
    ),
    "D134": Wording(
        zh="mapping.yaml 中的“{heading}”不在文件的列名里，因此无法读取该列。",
        en="The mapping names '{heading}', which is no heading of the file, so that column cannot be read.",
        zh_hint="是不是 {near}？请使两者一致。",
        en_hint="Is it {near}? Make the two agree.",
    ),
    "D135": Wording(
        zh="{column} 既写在 rename 又写在 constants，无法确定以哪一个为准。",
        en="{column} stands both under rename and under constants, so nobody can say which of the two holds.",
        zh_hint="请删去其中一个。",
        en_hint="Delete one of them.",
    ),
    "D136": Wording(
        zh="没有名为“{zone}”的时区，因此时间无法换算。",
        en="There is no time zone '{zone}', so times cannot be converted.",
        zh_hint="例如 Asia/Shanghai。",
        en_hint="A valid one is Asia/Shanghai.",
    ),
    "D137": Wording(
        zh="“{format}”不能用作 {column} 的 {key}（该列是{kind}），因此无法读取该列。",
        en="'{format}' cannot serve as {key} of {column}, which holds {kind}, so that column cannot be read.",
        zh_hint="formats 例如 %d/%m/%Y %H:%M，必须写明年、月、日，时间还须写明时、分；times 只用于时间列。",
        en_hint="A format such as %d/%m/%Y %H:%M states year, month and day, and for times hour and minute; times is for columns of times.",
    ),
    "D138": Wording(
        zh="{table} 应从“{pattern}”读取，而没有这样的文件，因此该表没有记录。",
        en="{table} should be read from '{pattern}', and there is no such file, so the table would have no records.",
        zh_hint="现有：{near}。",
        en_hint="There is: {near}.",
    ),
    "D139": Wording(
        zh="{column} 写在 constants 里，而文件中另有“{heading}”一列，无法确定以哪一个为准。",
        en="{column} stands under constants, and the file has a column '{heading}' besides, so nobody can say which of the two holds.",
        zh_hint="请从 constants 中删去它，或把该列写进 ignore。",
        en_hint="Take it out of constants, or name the column under ignore.",
    ),
    "D141": Wording(
        zh="{table} 超出 Excel 的限度（{rows} 行，每格 {length} 字），写入会丢失内容。",
        en="{table} exceeds what Excel can hold ({rows} rows, {length} characters a cell), so writing it would lose content.",
        zh_hint="请用 csv 或 parquet。",
        en_hint="Use csv or parquet.",
    ),
    **cells.MESSAGES,
}
