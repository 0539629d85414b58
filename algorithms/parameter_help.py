"""What each parameter of the verbs means: shown by the dialog over its label, and by ``qgis_process help``.

One text for all verbs that have a parameter of a name, ``verb.NAME`` where one means it otherwise. A test
names the parameters that lack theirs.
"""

from __future__ import annotations

from ..i18n import Later

HELP: dict[str, Later] = {
    # of many verbs
    "PROJECT": Later(
        "ParameterHelp", "The GeoPackage of an outfall project. Unsaved edits on it stop the verb."),
    "OUTFALLS": Later(
        "ParameterHelp", "A QGIS expression on the table outfalls, such as \"county_code\" = '420106'. "
        "Empty: all of them."),
    "BARRIERS": Later(
        "ParameterHelp", "A QGIS expression on the pipes, such as \"status\" = 'closed'. Pipes for which "
        "it is true carry nothing, beside those that are abandoned, blocked or closed anyway. Empty: as "
        "configured, else none."),
    "CONFIGURATION": Later(
        "ParameterHelp", "The name of a configuration that is saved in the project. Empty: the project's "
        "default one, if there is any. A parameter that is given wins over it."),
    "DRY_RUN": Later("ParameterHelp", "Tells what would change, old and new, and writes nothing."),
    "SUMMARY": Later("ParameterHelp", "A JSON file with the numbers of the run, for scripts. Empty: none."),
    "LANGUAGE": Later(
        "ParameterHelp", "Language of what is written: that of the project, or another one whatever the "
        "project speaks."),
    "DISTRICTS": Later(
        "ParameterHelp", "Codes or names with commas between them, such as 420106, 420107. Empty: every "
        "district that has outfalls."),
    "DATE": Later(
        "ParameterHelp", "The day that is printed as that of the data, such as 2026-03-31. Empty: today."),
    "FILE_NAME": Later(
        "ParameterHelp", "A QGIS expression that names the file in the folder of OUTPUT, with @date, "
        "@districts and @language. Empty: the usual name."),
    "CRS": Later("ParameterHelp", "Only where the files state none; what a file states counts."),
    "TODAY": Later(
        "ParameterHelp", "The day that counts as today where dates matter, such as 2024-05-31. Empty: the "
        "real one."),
    # settings of a run
    "TOLERANCE": Later(
        "ParameterHelp", "Metres. Ends of pipes, and ends and middles, that lie no farther apart are one "
        "place. Empty: as configured, else 0.1."),
    "LINK_DISTANCE": Later(
        "ParameterHelp", "Metres from a source to the manhole or pipe that takes its water. Empty: as "
        "configured, else 60."),
    "OUTFALL_DISTANCE": Later(
        "ParameterHelp", "Metres from an outfall to the network that drains to it. Empty: as configured, "
        "else 50."),
    "SNAP_DISTANCE": Later(
        "ParameterHelp", "Metres from a point to the network, for OUTFALLS and SOURCES alike. Empty: as "
        "configured, else 50."),
    "GAP_DISTANCE": Later(
        "ParameterHelp", "Metres. Dead ends this near to another pipe are joined to it, which lowers the "
        "confidence of the links across. Empty: as configured, else 0, which joins none."),
    "DIRECTION_POLICY": Later(
        "ParameterHelp", "declared: the flow field, then the node ids, then the drawn order; levels only "
        "where the flow is stated as unknown. digitised: the drawn order. invert: levels wherever both "
        "ends have one. auto: all of them weighed. Empty: as configured, else declared."),
    "LIMIT_DISTANCE": Later(
        "ParameterHelp", "Metres of network after which a trace stops. Empty: as configured, else 0: no "
        "limit."),
    "LIMIT_SOURCES": Later(
        "ParameterHelp", "A trace stops above its so-many-th nearest source. Empty: as configured, else 0: "
        "no limit."),
    "LIMIT_SOURCE_KIND": Later(
        "ParameterHelp", "The kind of source that LIMIT_SOURCES counts. Empty: as configured, else every "
        "kind."),
    "LIMIT_MANHOLES": Later(
        "ParameterHelp", "A trace stops at its so-many-th manhole; without manholes, at the so-many-th "
        "place where pipes end or meet. Empty: as configured, else 0: no limit."),
    "OVERFLOWS": Later(
        "ParameterHelp", "every_way: all ways at a split. main_way: the main way alone (the pressure main, "
        "the lowest invert, the largest size), no overflows. Empty: as configured, else every_way."),
    "WRITE_BACK": Later(
        "ParameterHelp", "Updates status, counts of sources and responsible party of the outfalls. Values "
        "that people entered stay. Off: links and findings only."),
    # any network
    "NETWORK": Later(
        "ParameterHelp", "Lines in any coordinate system. A table without lines will do where FROM_FIELD "
        "and TO_FIELD connect its rows."),
    "traceupstream.OUTFALLS": Later(
        "ParameterHelp", "Points to trace from, against the flow. Of a multi-point every point counts."),
    "tracedownstream.OUTFALLS": Later(
        "ParameterHelp", "Points to trace from, with the flow, such as the place of a spill."),
    "OUTFALL_ID_FIELD": Later(
        "ParameterHelp", "What outfall_id of the results holds. Empty: the feature id."),
    "PIPE_ID_FIELD": Later("ParameterHelp", "What pipe_id of the results holds. Empty: the feature id."),
    "FROM_FIELD": Later(
        "ParameterHelp", "Column with the id of the manhole at the first vertex of the pipe. With TO_FIELD "
        "it decides which pipes meet, as far as the drawing allows it. Empty: pipes meet where they touch."),
    "TO_FIELD": Later("ParameterHelp", "Column with the id of the manhole at the last vertex of the pipe."),
    "OUTFALL_NODE_FIELD": Later(
        "ParameterHelp", "Column of OUTFALLS with the id of the manhole that the point stands at. Empty: "
        "the nearest place of the network."),
    "INCOMPLETE_IDS": Later(
        "ParameterHelp", "place: a pipe that has one node id of two is joined by its ends. leave_out: it "
        "is not used. auto: left out where OUTFALL_NODE_FIELD is given, for then the ids alone are to "
        "decide."),
    "DIRECTION_FIELD": Later(
        "ParameterHelp", "Column that says which way the water runs. Empty: the node ids say it, else the "
        "drawn order."),
    "VALUE_FORWARD": Later(
        "ParameterHelp", "The value of DIRECTION_FIELD for water that runs from the first vertex to the "
        "last."),
    "VALUE_BACKWARD": Later(
        "ParameterHelp", "The value of DIRECTION_FIELD for water that runs from the last vertex to the "
        "first."),
    "VALUE_BOTH": Later("ParameterHelp", "The value of DIRECTION_FIELD for water that runs both ways."),
    "DEFAULT_DIRECTION": Later(
        "ParameterHelp", "What values of DIRECTION_FIELD mean that are none of the three. unstated: the "
        "other evidence decides. unknown: only levels may decide."),
    "INVERT_FROM_FIELD": Later(
        "ParameterHelp", "Column with the invert level (m) at the first vertex. Goes with INVERT_TO_FIELD."),
    "INVERT_TO_FIELD": Later("ParameterHelp", "Column with the invert level (m) at the last vertex."),
    "SIZE_FIELD": Later(
        "ParameterHelp", "Column with the diameter or height (mm). It says which way is the main one at a "
        "split."),
    "traceupstream.CONFIGURATION": Later(
        "ParameterHelp", "A JSON file that was exported from a project. A parameter that is given wins "
        "over it; its barriers close pipes too."),
    "tracedownstream.CONFIGURATION": Later(
        "ParameterHelp", "A JSON file that was exported from a project. A parameter that is given wins "
        "over it; its barriers close pipes too."),
    "traceupstream.SOURCES": Later(
        "ParameterHelp", "Points whose water may come to the outfalls, such as enterprises. LINKS says "
        "which does."),
    "tracedownstream.SOURCES": Later(
        "ParameterHelp", "Points that the water may come to, such as outfalls or intakes. LINKS says which "
        "it does."),
    "SOURCE_ID_FIELD": Later("ParameterHelp", "What source_id of LINKS holds. Empty: the feature id."),
    "SOURCE_NODE_FIELD": Later(
        "ParameterHelp", "Column of SOURCES with the id of the manhole that the point is connected to. "
        "Empty: the nearest place of the network."),
    "MANHOLES": Later(
        "ParameterHelp", "Points where pipes meet; sources are led to them. Empty: the ends of pipes are "
        "taken for manholes."),
    "MANHOLE_ID_FIELD": Later(
        "ParameterHelp", "Column of MANHOLES with the ids that FROM_FIELD and TO_FIELD name. Empty: their "
        "places alone count."),
    "traceupstream.OUTPUT": Later(
        "ParameterHelp", "One row per outfall and pipe: outfall_id, pipe_id, network_m, flow_basis, then "
        "the pipe's own columns."),
    "tracedownstream.OUTPUT": Later(
        "ParameterHelp", "One row per starting point and pipe: outfall_id (the point), pipe_id, network_m, "
        "flow_basis, then the pipe's own columns."),
    "LINKS": Later(
        "ParameterHelp", "One line per outfall and source that belong together, drawn as the last hop: "
        "outfall_id, source_id, network_m, hop_m, rule, confidence. Needs SOURCES."),
    "ENDS": Later(
        "ParameterHelp", "One point where traces end: the nearest outfall, how many there are, the reason, "
        "a sentence, the metres of a gap and the pipe in question."),
    # projects
    "createproject.CRS": Later(
        "ParameterHelp", "A projected system in metres. Everything that is imported is transformed into "
        "it."),
    "createproject.OUTPUT": Later(
        "ParameterHelp", "The new .gpkg file. A file that is there is not overwritten."),
    "createdemo.OUTPUT": Later(
        "ParameterHelp", "The new .gpkg file. A file that is there is not overwritten."),
    "SEED": Later("ParameterHelp", "The same number gives the same project."),
    "createdemo.OUTFALLS": Later("ParameterHelp", "How many outfalls there are, spread over the districts."),
    "PIPES": Later("ParameterHelp", "Number of pipes and channels, roughly."),
    "FLIGHTS": Later(
        "ParameterHelp", "Makes orthophotos of two days over the busiest stretch of the bank, beside the "
        "project; takes a minute and some disk."),
    "LIVES": Later(
        "ParameterHelp", "Gives outfalls the plans, works, closings and reports of six years, for the "
        "lists of what is due and missing."),
    # import
    "SOURCE": Later(
        "ParameterHelp", "Shapefile, GeoPackage, GeoJSON, KML, DXF, FileGDB, MapInfo, CSV, XLSX, XLS, "
        "SWMM, hydx, or another project of this plugin."),
    "importlayer.TABLE": Later("ParameterHelp", "Where the rows go. auto: detected from names and "
                                                "cells."),
    "LAYER": Later(
        "ParameterHelp", "Which layer or sheet, where the file holds several. Empty: the one that fits."),
    "MAPPING": Later(
        "ParameterHelp", "A JSON file that the import wizard or SAVE_MAPPING wrote: what each column "
                         "means. Empty: it is detected."),
    "ENCODING": Later("ParameterHelp", "How letters are stored, such as GBK or UTF-8. auto: detected."),
    "DATUM": Later(
        "ParameterHelp", "What the coordinates are counted from. auto: detected; GCJ-02 and BD-09 are "
                         "asked about, never assumed."),
    "ANSWERS": Later(
        "ParameterHelp", "A JSON object with the codes of the questions that an import has asked, and the "
        "answers."),
    "importlayer.DRY_RUN": Later("ParameterHelp", "Reads, compares and reports, and writes nothing."),
    "OVERWRITE": Later(
        "ParameterHelp", "Where people entered something else, the delivered value is taken. Off: theirs "
        "stays and is listed."),
    "REMOVE_MISSING": Later(
        "ParameterHelp", "Rows that came with an earlier version of the file and are not in this one are "
        "removed. Off: they are listed."),
    "REPORT": Later(
        "ParameterHelp", "A JSON file with everything that was assumed, taken and refused. Empty: none."),
    "SAVE_MAPPING": Later("ParameterHelp", "A JSON file for MAPPING of the next delivery. Empty: none."),
    "CORRECTED": Later(
        "ParameterHelp", "The sheet that OUTPUT wrote, with mended values and its column uid, or JSON with "
        "columns and values per uid."),
    "AGAIN": Later(
        "ParameterHelp", "Rows that were refused are tried as they are, for what they lacked may be there."),
    "DISMISS": Later("ParameterHelp", "Identifiers (uid) of rows that are not to be mended, with commas."),
    "importrejects.OUTPUT": Later(
        "ParameterHelp", "A CSV sheet with the rows that are still refused. Empty: none."),
    # the network of a project
    "APPLY": Later(
        "ParameterHelp", "Writes the proposals into the column flow, with a row in the audit trail each. "
        "Off: they are only listed."),
    "MIN_CERTAINTY": Later(
        "ParameterHelp", "0.5 is a guess, 1 is sure. Proposals below it are listed, not entered."),
    "proposedirections.OUTPUT": Later(
        "ParameterHelp", "The pipes with a proposal: what is stated, what is proposed, how certain, and "
        "why."),
    "accumulate.TABLE": Later("ParameterHelp", "The rows that are counted or added up."),
    "VALUE": Later(
        "ParameterHelp", "A column or an expression that gives a number, such as \"discharge_m3_d\" or "
        "length($geometry). 1 counts the rows."),
    "PLACES": Later("ParameterHelp", "Where the sums are wanted."),
    "SPLIT": Later(
        "ParameterHelp", "How what arrives at a split goes on: in equal shares, or by the square of the "
        "diameters."),
    "accumulate.OUTPUT": Later(
        "ParameterHelp", "Points with n, sum, min and max of all above, and arrives, their share of what "
        "comes down."),
    "longsection.TABLE": Later("ParameterHelp", "The table of the object that the way begins at."),
    "START": Later("ParameterHelp", "Identifier, code or name of one row of TABLE."),
    "OUTFALL": Later("ParameterHelp", "Identifier, code or name of an outfall. Empty: the nearest one."),
    "longsection.OUTPUT": Later(
        "ParameterHelp", "One line per stretch in flow direction, with levels and slope."),
    "spill.TABLE": Later("ParameterHelp", "The table of the object that START names."),
    "PLACE": Later("ParameterHelp", "A place of the map, for a spill beside any object. START counts first."),
    "spill.OUTPUT": Later(
        "ParameterHelp", "The ways of the water: one line per pipe, with distance and time."),
    "SHEET": Later("ParameterHelp", "One page to print: outfalls, times, whom to call. Empty: none."),
    # the record
    "COLUMN": Later("ParameterHelp", "Which of the two codes is given; neither stands in for the other."),
    "OFFICE": Later(
        "ParameterHelp", "Who owns the blocks that serials are taken from. Empty: whoever runs the verb."),
    "asof.DATE": Later(
        "ParameterHelp", "A day (2024-05-31), at its end, or a time in UTC (2024-05-31T18:00:00)."),
    "asof.TABLE": Later("ParameterHelp", "The table whose rows of that day are wanted."),
    "asof.OUTPUT": Later("ParameterHelp", "One row per row of that day, all values as texts."),
    # the life of an outfall
    "DAY": Later("ParameterHelp", "The day on which it happened, such as 2024-05-31. Empty: TODAY."),
    "REASON": Later("ParameterHelp", "Why, as it is kept with the step."),
    "PROOF": Later("ParameterHelp", "A file in the project's folder that shows it, by its relative path."),
    "AGAINST": Later(
        "ParameterHelp", "The record that contradicts the closing, as table:uid. Empty: the earliest that "
        "does."),
    "STEP": Later(
        "ParameterHelp", "What was done. For an outfall that cannot take the step, what is missing is "
                         "said; the others go on."),
    "STEPS": Later(
        "ParameterHelp", "A table with the columns outfall, step and day, and where they matter office, "
        "reason, proof and criteria; Chinese headings (排污口, 步骤, 日期, 单位, 原因, 证明材料) "
        "are known too."),
    "CRITERIA": Later(
        "ParameterHelp", "Whether the criteria of finished works are met, as whoever accepts found them. "
        "Empty: what is recorded stays."),
    "takestep.OFFICE": Later("ParameterHelp", "Who took the step or accepted it."),
    "takestep.REASON": Later("ParameterHelp", "Why; needed where something was not accepted."),
    "STATE": Later(
        "ParameterHelp", "The state of the signs of the chosen outfalls. Empty: signs follow their "
        "outfalls: made where one is missing, removed where the outfall is gone."),
    "worklists.OUTPUT": Later(
        "ParameterHelp", "One row for everything that is missing, due, at risk or overdue, with its "
        "outfall and the day."),
    # images
    "FOLDER": Later(
        "ParameterHelp", "Looked through with all folders below. Files stay where they are, unchanged."),
    "FLIGHT": Later(
        "ParameterHelp", "The name of the flight for all files. Empty: from a sidecar, the file, or its "
        "folder."),
    "OVERVIEWS": Later(
        "ParameterHelp", "Smaller copies that make large images quick. The disk they need is said before."),
    "PHOTOS": Later("ParameterHelp", "Lists pictures with a place in them, beside orthophotos."),
    "STAC": Later("ParameterHelp", "The catalogue as a catalog.json for other tools. Empty: none."),
    "fieldproject.OUTPUT": Later(
        "ParameterHelp", "A .qgz file in the folder of the project. Empty: field.qgz. One that is there is "
        "replaced."),
    # what is handed in
    "PNG": Later("ParameterHelp", "A picture of the page. Empty: none."),
    "PDF": Later("ParameterHelp", "The page as a document whose text can be found and copied."),
    "PAPER": Later("ParameterHelp", "Size and position of the sheets."),
    "AUTHOR": Later("ParameterHelp", "Printed on every sheet. Empty: nobody is named."),
    "APPROVAL": Later(
        "ParameterHelp", "The approval number of the map, printed on every sheet. Empty: none."),
    "districtmaps.PNG": Later("ParameterHelp", "Writes every page as a picture too."),
    "SCALE": Later(
        "ParameterHelp", "A district that does not fit at this scale is cut into sheets. Empty: as the "
        "paper allows."),
    "TEMPLATE": Later(
        "ParameterHelp", "A .qpt file of yours, made from one of resources/layouts. Empty: the one of the "
        "paper."),
    "districtmaps.FILE_NAME": Later(
        "ParameterHelp", "A QGIS expression that names each file, with @district, @code, @date and "
        "@language. Empty: the usual name."),
    "districtmaps.OUTPUT": Later("ParameterHelp", "A folder; it gets a document per district."),
    "COLUMNS": Later(
        "ParameterHelp", "standard, national, or a CSV file of yours made after those in "
        "resources/registers."),
    "BOOK": Later("ParameterHelp", "Joins the documents into one, with bookmarks by district."),
    "outfallfiles.TEMPLATE": Later(
        "ParameterHelp", "A .qpt file of yours, made from outfall_file.qpt of resources/layouts. Empty: "
        "that one."),
    "outfallfiles.FILE_NAME": Later(
        "ParameterHelp", "A QGIS expression that names each file, with @code, @name, @district, @uid, "
        "@number, @date and @language. Empty: the usual name."),
    "outfallfiles.OUTPUT": Later(
        "ParameterHelp", "A folder; only what is missing or out of date in it is made again."),
    "register.OUTPUT": Later(
        "ParameterHelp", "A workbook (.xlsx) with statistics and charts, one .csv per list, or a .gpkg."),
    "reservecodes.COUNTY_CODE": Later(
        "ParameterHelp", "Such as 420106; the serials are those of that district."),
    "reservecodes.COUNT": Later("ParameterHelp", "How many serials in a row the office gets."),
    # what is said to the city
    "PERIOD": Later(
        "ParameterHelp", "A month such as 2021-09 or a quarter such as 2021-Q3; the state is that of its "
        "last day, or of today where it is not over."),
    "bulletin.TEMPLATE": Later(
        "ParameterHelp", "A Word document of yours, made from one of resources/bulletin. Empty: that one."),
    "bulletin.OUTPUT": Later("ParameterHelp", "A folder; it gets a PDF and a DOCX named after the period."),
    "SIZE": Later(
        "ParameterHelp", "A row of the rule table plate_sizes: width, height, colours, and whether it hangs "
        "on a wall or stands on a post where the sign does not say."),
    "URL": Later(
        "ParameterHelp", "Where the QR code leads, such as https://your.city/outfalls/#{id}; {id} is the "
        "code of the outfall, or the beginning of its identifier. Empty: the row plate_url of the rule table "
        "settings."),
    "OUTLINES": Later("ParameterHelp", "For workshops without the font: letters become shapes."),
    "signs.OUTPUT": Later(
        "ParameterHelp", "A folder that is replaced as a whole: drawings, the workshop's list, the check "
        "list."),
    "ROUNDING": Later(
        "ParameterHelp", "Metres of the grid on which positions are published. Empty: the row "
        "public_rounding_m of the rule table settings."),
    "disclosure.DATE": Later(
        "ParameterHelp", "The state of that day is published, such as 2026-03-31. Empty: today's."),
    "disclosure.APPROVAL": Later(
        "ParameterHelp", "The approval number of the map, shown on it. Empty: a place is left for it."),
    "BASE_MAP": Later("ParameterHelp", "Without it the page shows the outfalls alone, on no map."),
    "disclosure.OUTPUT": Later(
        "ParameterHelp", "A folder that is replaced as a whole; open its index.html, or copy it to a "
        "server."),
}  # fmt: skip


def help_of(verb: str, name: str) -> str:
    """Return what parameter ``name`` of ``verb`` means; "" where nobody has said it."""
    found = HELP.get(f"{verb}.{name}") or HELP.get(name)
    return str(found) if found is not None else ""
