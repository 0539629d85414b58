<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Algorithms</name>
        <message>
            <source>Any network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Collecting findings</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Coordinate system (metres)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Create an empty project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Create the Wuhan demonstration project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Document</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draws the whole reach on one A3 page: districts, outfalls by tracing status, possible sources by kind, the centre of the city in detail with its traced pipes, and a table of statuses by district. The PDF holds its text as text.

Give PNG, PDF or both. The project is only read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Explaining where traces end</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Finding flow directions</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Finds every pipe and channel that drains to each outfall: the whole upstream network with its branches, parallel pipes and loops, not one path. One row per outfall and pipe, with the pipe's geometry, the metres of network between the pipe's lower end and the outfall (network_m) and how its flow direction is known (flow_basis).

Pipes connect by node ids where both ends have them (FROM_FIELD, TO_FIELD), elsewhere where their ends, or an end and the middle of another pipe, are within the tolerance. Layers may be in any coordinate system, degrees and feet too; all distances are true metres.

A pipe with one node id of two: “place” joins it by its ends, “leave_out” does not use it; “auto” leaves it out where OUTFALL_NODE_FIELD is given too, for then the ids alone are to decide. Pipes without any id are always joined by place.

Direction: “declared” believes the direction field, then the node ids, then the digitised order, and asks invert levels only where the direction is stated as unknown; “digitised” believes the drawn line; “invert” lets levels decide wherever both ends have one; “auto” weighs all of them. Values of the direction field that are none of the three given count as DEFAULT_DIRECTION.

An outfall starts at its node id where it has one, else at the nearest pipe within SNAP_DISTANCE. Dead ends are joined to pipes within GAP_DISTANCE; 0 bridges none.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Finds every pipe and channel that what is spilt at a point can flow through. The parameters and the columns are those of “Trace upstream from outfalls”: outfall_id is the id of the starting point, and network_m runs from the point to the pipe's upper end.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Flow direction of a pipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Gaps up to this are bridged (m)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Id of a pipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Id of a point</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Invert level at the end</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Invert level at the start</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Joining pipes into a network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Language</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Laying out river, streets and pipes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Linking points to the network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Links: {rules}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Looks for what is wrong or doubtful in the drainage network and writes it to the table of findings, each with its place, its object and a sentence: storm and sewage pipes wrongly connected, pipes that rise in flow direction, dead ends, gaps, duplicates, isolated parts, contradicting directions, large pipes into small ones, levels that are placeholders, outfalls and sources that meet no pipe. What a person accepted or marked as fixed stays so.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Makes a project with a made-up drainage network along Wuhan's Yangtze reach: outfalls on both banks, pipes and channels, enterprises, construction sites, farmland return outlets and the faults that real data have. River, districts and outfall numbers follow published figures; the rest is schematic. The same seed gives the same data.

Beside the project the truth is written, which source really drains to which outfall: to score a trace with, never read by one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Makes a project: one GeoPackage with all tables for outfalls, pipes, sources and tracing results, with its styles, forms and relations and a QGIS project inside. It opens in any QGIS, also without this plugin.

CRS must be projected, in metres; EPSG:4547 (CGCS2000, central meridian 114° E) is right for Wuhan. An existing file is never overwritten.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Maps and registers</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Network: pipes and channels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No project is given: set PROJECT to its .gpkg file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Node id at the end of a pipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Node id at the start of a pipe</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Node id of a point</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing changed since the last run; nothing was written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Nothing to write: give PNG, PDF or both.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number of findings</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>OUTFALL_NODE_FIELD is given, but the pipes have no node ids: give FROM_FIELD and TO_FIELD too.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Only outfalls for which this is true</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by tracing status: {statuses}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Overview map</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe ends this near are joined (m)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe size (mm)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipes for which this is true are closed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipes, about</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Points this near meet the network (m)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Points to start from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Project (GeoPackage)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Register</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation>排口台账</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sources this near meet the network (m)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stopped as you asked; nothing was written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Summary of the run</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Surveying and naming</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>That of QGIS</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The Python package {package} is missing. Install it with: python3 -m pip install {package}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file {path} cannot be written: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder {folder} cannot be made: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The network has no pipes: nothing to trace.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The result cannot be written: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There are no points to trace from.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no file {path}. Set PROJECT to a project's .gpkg file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace downstream from points</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace the outfalls of a project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace upstream from outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Traced pipes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Traces the outfalls upstream through pipes and channels to enterprises, construction sites, farmland return outlets and all other sources, and stores links with their confidence, traced pipes, the reasons why traces end, and findings. With WRITE_BACK the outfalls get their tracing status, source counts and responsible party.

What a person entered, confirmed or rejected is never overwritten; a confirmed link that is no longer reached is kept and marked as lost. A second run on unchanged data changes nothing.

OUTFALLS limits the run to outfalls for which the expression is true; BARRIERS closes the pipes for which its expression is true, in addition to abandoned and blocked ones. SUMMARY is a JSON file with the numbers of the run.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>True links, for scoring</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Validate the network of a project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Value for flow both ways</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Value for flow from end to start</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Value for flow from start to end</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Weighing confidence</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What becomes of a pipe with one node id of two</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What decides the flow direction</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What other direction values mean</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Why traces end: {reasons}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Write results back to the outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writes a workbook: a summary by district, the list of all outfalls and one of each district with status, sources, confidence and responsible party, the links between outfalls and sources, and the findings counted by kind.

Personal columns are left out. Needs the Python package openpyxl. The project is only read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>check,validate,quality,topology,slope,cross connection,finding,network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>demo,example,sample,wuhan,yangtze,project,outfall,tracing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>downstream,trace,spill,drainage,sewer,pipe,network,source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>map,layout,pdf,png,overview,print</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>new,project,geopackage,outfall,tracing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>outfall,trace,upstream,source,enterprise,pollution,link,project,write back</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>outfall,upstream,trace,drainage,sewer,pipe,network,catchment,source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>register,spreadsheet,excel,xlsx,district,ledger</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{given} is given without {missing}; give both or neither.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} findings. {kinds}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} more points meet no pipe.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} values that people entered differ from the run and were kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{outfalls} outfalls and {links} links on {sheets} sheets.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{outfalls} outfalls, {pipes} pipes, {sources} possible sources.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{parameter} cannot be opened: {value}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{points} of {all} points reach {pipes} pipes; {rows} rows written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{point}” meets no pipe: it has no position.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{point}” meets no pipe: no pipe starts or ends at its node “{node}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{point}” meets no pipe: the nearest is {distance} m away, SNAP_DISTANCE is {limit} m.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{verb}” met something unexpected and stopped: {reason}. The details are in View &gt; Panels &gt; Log Messages, tab “{tab}”.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Demo</name>
        <message>
            <source>A demonstration needs at least {outfalls} outfalls and {pipes} pipes, and eight pipes for every outfall.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Demonstration project {path}: {outfalls} outfalls, {pipes} pipes, {sources} possible sources, {links} true links (seed {seed}). Schematic, invented data.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The truth file {path} cannot be read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no folder {folder}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} exists already. Choose another name, or delete it first.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <source>Open an outfall project first.</source>
            <translation>请先打开排污口项目。</translation>
        </message>
        <message>
            <source>Select one or more outfalls in the register or on the map.</source>
            <translation>请在台账中或地图上选择一个或多个排口。</translation>
        </message>
        <message>
            <source>There is no outfall here; click nearer to one.</source>
            <translation>此处没有排口，请在排口附近单击。</translation>
        </message>
        <message>
            <source>This outfall is not saved yet. Save the layer, then trace.</source>
            <translation>该排口尚未保存。请先保存图层，再溯源。</translation>
        </message>
    </context>
    <context>
        <name>Ends</name>
        <message>
            <source>No pipe is connected here, but pipe {pipe} lies {gap} m away.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The flow direction of pipe {pipe} is not known, so it was not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The network begins here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The pipes form a ring: water would flow in a circle.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The trace reached its limit.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The trace stops at pipe {pipe}: abandoned, blocked, a closed gate, or a barrier of this run.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Expressions</name>
        <message>
            <source>The expression {expression} cannot be used on the table {table}: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the table cannot be opened.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>there is no column {columns}.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Findings</name>
        <message>
            <source>(unknown)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add the manhole, or correct the code.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Add the pipe that leads to it, move the outfall to its place, name its manhole, or allow a greater distance.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>An invert level of pipe {pipe} is a placeholder, not a level ({start} and {end}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check both diameters; if they are right, the place may back up.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check the connection on site; separate it, or correct the system of the pipes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Check the invert levels and the flow direction.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Connect the pipes if they meet on site, or set a gap distance for the run.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Connect this part of the network, or add its outfall.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Delete one of the two.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw its second end, or delete it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw the missing pipe if it exists on site.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw the pipe, or fill in both end nodes.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Empty the level, or fill in the measured one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fill in the other end; until then the pipe is joined by its place.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Find where the water goes: add the missing pipe or outfall, or turn the flow.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep one line for one pipe; if there are two, draw them apart.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name the manhole or outfall it drains to, add its connection, or allow a greater distance.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>One pipe of the ring probably runs the other way; check the directions.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall {name} meets no pipe.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall {name} meets no pipe: the nearest is {distance} m away.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} (DN {upper}) leads into the smaller pipe {other} (DN {lower}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else; the water reaches outfall {outfall}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} ends here: no further pipe and no outfall.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} ends {gap} m from pipe {other} without meeting it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} has no length.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} has no usable geometry and is not connected by node codes either.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} lies exactly on pipe {other}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} names node {code}, but no manhole has this code.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} names only one of its two end nodes ({code}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} rises by {rise} m in flow direction (inverts {start} m and {end} m).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe} rises by {rise} m in the direction taken ({basis}), and the water has no way on from its end.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipes form a ring upstream of outfall {outfall}: water would flow in a circle.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipes {pipe} and {other} run over each other for {length} m.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Source {name} meets no pipe.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Source {name} meets no pipe: the nearest is {distance} m away.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The direction is probably reversed: turn the flow, or correct the levels.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The {gap} m gap behind pipe {pipe} was bridged by this run.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>empty</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} pipes ({length} m) around pipe {pipe} are connected to no outfall.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>HelpDialog</name>
        <message>
            <source>Outfall Tracer help</source>
            <translation>“入河排污口溯源”帮助</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>More info</source>
            <translation>详细信息</translation>
        </message>
        <message>
            <source>Outfall Tracer</source>
            <translation>入河排污口溯源</translation>
        </message>
        <message>
            <source>This did not work because of a fault in the plugin. Nothing was changed.</source>
            <translation>插件出现故障，操作未完成。没有任何内容被更改。</translation>
        </message>
    </context>
    <context>
        <name>MetricPlane</name>
        <message>
            <source>The coordinate system {crs} cannot be turned into metres.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The layer “{layer}” is said to be in degrees ({crs}), but its coordinates are as large as {value}. Give the layer its real coordinate system and run again.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>NetworkLayers</name>
        <message>
            <source>The layer “{layer}” has no coordinate system; its coordinates are taken as metres.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The layer “{layer}” has no field {missing}. Its fields are: {fields}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The network has no coordinate system, so the points of “{layer}” are used without reprojecting.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The network must be a line layer, or a table with both node fields; “{layer}” is: {kind}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The outfalls must be a point layer, or a table with a node field; “{layer}” is: {kind}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} pipes have a geometry, or a part of one, that cannot be read or brought to metres; it is left out (first: {first}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} pipes have neither a geometry nor two node ids and are left out (first: {first}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} pipes have no geometry; they connect by their node ids and count with 0 m (first: {first}).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} pipes have only one of two node ids and are left out, because ids decide here (first: {first}). Complete the ids, or set INCOMPLETE_IDS to “place”.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Plugin</name>
        <message>
            <source>Clear the result</source>
            <translation>清除结果</translation>
        </message>
        <message>
            <source>Click an outfall on the map to trace it; Esc or right click leaves</source>
            <translation>在地图上单击排口即溯源；按 Esc 或单击右键退出</translation>
        </message>
        <message>
            <source>Create an empty outfall project for your own data</source>
            <translation>为自己的数据新建空项目</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>帮助</translation>
        </message>
        <message>
            <source>How to work with Outfall Tracer</source>
            <translation>如何使用“入河排污口溯源”</translation>
        </message>
        <message>
            <source>Make demonstration project…</source>
            <translation>生成演示项目…</translation>
        </message>
        <message>
            <source>Make the demonstration project of the Wuhan reach</source>
            <translation>生成武汉江段演示项目</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>新建项目…</translation>
        </message>
        <message>
            <source>Open an outfall project (.gpkg)</source>
            <translation>打开排污口项目（.gpkg）</translation>
        </message>
        <message>
            <source>Open project…</source>
            <translation>打开项目…</translation>
        </message>
        <message>
            <source>Outfall Tracer</source>
            <translation>入河排污口溯源</translation>
        </message>
        <message>
            <source>Take the trace result off the map</source>
            <translation>清除地图上的溯源结果</translation>
        </message>
        <message>
            <source>Trace all and write back</source>
            <translation>全部溯源并写回</translation>
        </message>
        <message>
            <source>Trace by clicking</source>
            <translation>点击溯源</translation>
        </message>
        <message>
            <source>Trace every outfall in the background and write the results into the project</source>
            <translation>在后台对全部排口溯源，并将结果写入项目</translation>
        </message>
        <message>
            <source>Trace selected outfalls</source>
            <translation>溯源所选排口</translation>
        </message>
        <message>
            <source>Trace the selected outfalls upstream and show what drains to them</source>
            <translation>对所选排口向上游溯源，显示汇入的管网和污染源</translation>
        </message>
    </context>
    <context>
        <name>Project</name>
        <message>
            <source>A project is a GeoPackage: give {path} the ending .gpkg.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>In {path} these tables or columns are missing: {names}. They were deleted or renamed by hand; use a backup, or make a new project and import the layers.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No backup of {path} could be made, so it was not updated. Is there room in its folder, and may you write there?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No project can be made in {folder}: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>QGIS cannot store its project under {path}: the sign {sign} has a meaning of its own there. Choose another name or folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The QGIS project inside {path} could not be opened.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The project {path} could not be written. Is there room on the disk, and may you write there?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no folder {folder}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no project file {path}. Was it moved or renamed?</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Updating {path} to schema version {target} failed; the project is as it was after the last whole step, and a copy of the original is {backup}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{crs} counts in degrees. A project needs a projected system in metres, such as EPSG:4547 for Wuhan.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{crs} does not count in metres. A project needs a projected system in metres, such as EPSG:4547 for Wuhan.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{crs} is for web maps: its metres are not metres on the ground. Choose a projected system such as EPSG:4547 for Wuhan.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} carries no QGIS project, and none could be written into it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} exists already and is not overwritten. Choose another name, or move the file away first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} has schema version {version}, and this plugin cannot update it. Open it once with an older version of the plugin.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} has the older schema version {found}; this plugin works with {known}. Open it in QGIS with the plugin once to update it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is a GeoPackage, but not a project of this plugin. Make a new project and import the layers of this file into it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is damaged or cut off, for example by an interrupted copy. Use a backup, or copy it again from where it came.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is locked by another program. Close the project there, or wait until it has finished, and try again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is not a GeoPackage, or it is damaged beyond reading.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} may not be read. Ask for the right to read it, or copy it to a folder of yours.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} was left by another database of this name and would damage the new project. Choose another name, or move that file away first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} was made by a newer version of the plugin: its schema version is {found}, this plugin knows {known}. Update the plugin.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{place} is read-only, so the project cannot be changed. Copy the project to a folder where you may write.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{crs}” is not a coordinate reference system that QGIS knows. Give a code such as EPSG:4547.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>ProjectFile</name>
        <message>
            <source>The column is missing.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The disk is full, {path} could not be written. Nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no project file {path}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is not enough room for temporary data in {folder}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} cannot be opened as a GeoPackage: it is damaged, locked by another program, or a file of another kind.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} could not be written. Nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is being written by another program. Close it there, or wait until it is done, and try again. Nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is not a complete project: it has no table {table}. Create a project and import your data into it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} is write-protected. Nothing was changed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path}: the table {table} lacks columns that the software needs. Open the project with this version of the plugin to upgrade it.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Projects</name>
        <message>
            <source>Made {path}.</source>
            <translation>已生成 {path}。</translation>
        </message>
        <message>
            <source>Open an outfall project first.</source>
            <translation>请先打开排污口项目。</translation>
        </message>
        <message>
            <source>Open it</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Open outfall project</source>
            <translation>打开排污口项目</translation>
        </message>
        <message>
            <source>Outfall projects (*.gpkg)</source>
            <translation>排污口项目 (*.gpkg)</translation>
        </message>
        <message>
            <source>The project is being traced already.</source>
            <translation>该项目正在溯源。</translation>
        </message>
        <message>
            <source>The tracing algorithm is not in the toolbox; see the plugin's log.</source>
            <translation>工具箱中没有溯源算法，请查看插件日志。</translation>
        </message>
        <message>
            <source>There is no file {path}.</source>
            <translation>文件 {path} 不存在。</translation>
        </message>
        <message>
            <source>These layers are being edited: {layers}. Save or discard their edits and end the edit mode, then trace again.</source>
            <translation>下列图层正在编辑：{layers}。请保存或放弃编辑并退出编辑模式，然后重新溯源。</translation>
        </message>
        <message>
            <source>Tracing all outfalls did not work; nothing was written.</source>
            <translation>全部溯源未成功，未写入任何内容。</translation>
        </message>
        <message>
            <source>Tracing all outfalls in the background; the task list at the bottom shows progress.</source>
            <translation>正在后台对全部排口溯源，进度见窗口底部的任务列表。</translation>
        </message>
        <message>
            <source>Tracing was stopped; nothing was written.</source>
            <translation>溯源已停止，未写入任何内容。</translation>
        </message>
        <message>
            <source>{name} holds no outfall project. Choose a file that “New project” or the demonstration made, or import your data into a new project.</source>
            <translation>{name} 中没有排污口项目。请选择由“新建项目”或演示项目生成的文件，或将数据导入新项目。</translation>
        </message>
        <message>
            <source>{n} outfalls are traced and written back.</source>
            <translation>已对 {n} 个排口溯源并写回。</translation>
        </message>
        <message>
            <source>{path} could not be opened.</source>
            <translation>无法打开 {path}。</translation>
        </message>
    </context>
    <context>
        <name>Reading</name>
        <message>
            <source>Allowed are: {codes}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Correct the codes, or add the outfalls.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Draw the geometry, or delete the rows.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Give each row a code of its own.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The geometry of {n} rows cannot be read: {rows}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} codes occur more than once: {codes}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} declared outfall codes belong to no outfall: {codes}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} rows have no geometry: {rows}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} rows hold values outside the list: {values}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} has no projected coordinate system, so nothing can be measured in it. Create a project with a projected one, such as EPSG:4547, and import the data into it.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>RegisterDock</name>
        <message>
            <source>(no district)</source>
            <translation>（无行政区）</translation>
        </message>
        <message>
            <source>All districts</source>
            <translation>全部行政区</translation>
        </message>
        <message>
            <source>All statuses</source>
            <translation>全部状态</translation>
        </message>
        <message>
            <source>Click a status to filter by it</source>
            <translation>单击某一状态即按其筛选</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>Conf.</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Ent.</source>
            <translation>企业</translation>
        </message>
        <message>
            <source>Farm</source>
            <translation>农田</translation>
        </message>
        <message>
            <source>Make demonstration project…</source>
            <translation>生成演示项目…</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>New project…</source>
            <translation>新建项目…</translation>
        </message>
        <message>
            <source>Next outfall (Alt+Down)</source>
            <translation>下一个排口（Alt+↓）</translation>
        </message>
        <message>
            <source>No outfall project is open</source>
            <translation>未打开排污口项目</translation>
        </message>
        <message>
            <source>Open a project file (.gpkg), create an empty one for your own data, or make the demonstration of the Wuhan reach to look around.</source>
            <translation>打开项目文件（.gpkg），为自己的数据新建空项目，或生成武汉江段演示项目先行熟悉。</translation>
        </message>
        <message>
            <source>Open project…</source>
            <translation>打开项目…</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>Previous outfall (Alt+Up)</source>
            <translation>上一个排口（Alt+↑）</translation>
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation>排口台账</translation>
        </message>
        <message>
            <source>Responsible party</source>
            <translation>责任主体</translation>
        </message>
        <message>
            <source>Search code, name, district, party…</source>
            <translation>搜索编码、名称、行政区、责任主体…</translation>
        </message>
        <message>
            <source>Show the outfalls of one district</source>
            <translation>只显示某一行政区的排口</translation>
        </message>
        <message>
            <source>Show the outfalls of one tracing status</source>
            <translation>只显示某一溯源状态的排口</translation>
        </message>
        <message>
            <source>Sites</source>
            <translation>工地</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>溯源状态</translation>
        </message>
        <message>
            <source>The register is empty</source>
            <translation>台账为空</translation>
        </message>
        <message>
            <source>Trace the selected outfalls upstream; double-click a row does the same</source>
            <translation>对所选排口向上游溯源；双击行效果相同</translation>
        </message>
        <message>
            <source>Trace upstream</source>
            <translation>向上游溯源</translation>
        </message>
        <message>
            <source>Zoom to the selected outfalls</source>
            <translation>缩放至所选排口</translation>
        </message>
        <message>
            <source>{n} of {shown} selected</source>
            <translation>已选 {n} 个，共 {shown} 个</translation>
        </message>
        <message>
            <source>{position} of {shown}</source>
            <translation>第 {position} 个，共 {shown} 个</translation>
        </message>
        <message>
            <source>{shown} of {total}</source>
            <translation>显示 {shown} 个，共 {total} 个</translation>
        </message>
    </context>
    <context>
        <name>Reports</name>
        <message>
            <source>All</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Candidates are proposals of the tracing; a person confirms or rejects them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Chainage (km)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Chainage in km along the river axis, downstream.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Coordinates: {crs}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Detail: the centre of the city with its traced pipes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Districts with most outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drains to no outfall</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drawn on {date}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Drawn up on {date}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Findings</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Findings by kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Last tracing run {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Legend</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Links</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Links by rule</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Links by status</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No class</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No district</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Not decided</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number of findings</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open findings by kind, the most frequent</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall identifier</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by class</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by class of the 2020 rule</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by district</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by rule of the responsible party</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by tracing status</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls on Wuhan's Yangtze reach and where their water comes from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipes and channels (detail map)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Possible sources</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation>排口台账</translation>
        </message>
        <message>
            <source>Responsible party</source>
            <translation>责任主体</translation>
        </message>
        <message>
            <source>River outfalls and where their water comes from</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Schematic demonstration data, generated and not surveyed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Schematic demonstration data: river, districts, pipes and sources are generated, not surveyed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Share with a source found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sources found, counted once per outfall</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Summary</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder {folder} cannot be made: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is not enough memory to write {path}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Traced: {system}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Water</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing a register needs the Python package openpyxl, which is missing. Install it with: python3 -m pip install openpyxl (on Debian and Ubuntu: apt install python3-openpyxl)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>km</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{kind} found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} ends of traces, by reason</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} links, by kind of source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} open findings, by severity</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} outfalls in {path}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} outfalls, {traced} with a source found; {sources} possible sources, {links} links between them</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n}, of them {traced} with a source found</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} cannot be written. Close it in other programs and check that the folder may be written to.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} has no coordinate reference system for its outfalls.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} holds no outfall with a position, so there is nothing to map. Import outfalls first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{what} ({n})</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Requirements</name>
        <message>
            <source>Tracing needs Python packages that are missing here: {packages}. Run this command, then restart QGIS: {command}</source>
            <translation>溯源所需的 Python 包缺失：{packages}。请运行以下命令，然后重启 QGIS：{command}</translation>
        </message>
        <message>
            <source>{package} (found {found})</source>
            <translation>{package}（现有 {found}）</translation>
        </message>
    </context>
    <context>
        <name>Run</name>
        <message>
            <source>Against the truth that the generator kept (tracing never reads it):</source>
            <translation>与生成时保存的真值对照（溯源时从不读取）：</translation>
        </message>
        <message>
            <source>Drawing the overview map</source>
            <translation>绘制总览图</translation>
        </message>
        <message>
            <source>Ends of traces by reason</source>
            <translation>溯源终点（按原因）</translation>
        </message>
        <message>
            <source>Everything is here:</source>
            <translation>全部成果：</translation>
        </message>
        <message>
            <source>Findings by kind</source>
            <translation>问题（按类别）</translation>
        </message>
        <message>
            <source>Links by kind of source</source>
            <translation>关联（按污染源类别）</translation>
        </message>
        <message>
            <source>Links by rule</source>
            <translation>关联（按接入规则）</translation>
        </message>
        <message>
            <source>Making the demonstration project: {outfalls} outfalls, about {pipes} pipes</source>
            <translation>生成演示项目：{outfalls} 个排污口，约 {pipes} 段管渠</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>地图</translation>
        </message>
        <message>
            <source>Map (PDF)</source>
            <translation>地图（PDF）</translation>
        </message>
        <message>
            <source>Outfalls by tracing status</source>
            <translation>排污口（按溯源状态）</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Register</source>
            <translation>台账</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>摘要</translation>
        </message>
        <message>
            <source>The demonstration project is there already: {path}</source>
            <translation>演示项目已存在：{path}</translation>
        </message>
        <message>
            <source>Tracing all outfalls and writing back</source>
            <translation>全部溯源并写回</translation>
        </message>
        <message>
            <source>Truth</source>
            <translation>真值</translation>
        </message>
        <message>
            <source>Validating the network</source>
            <translation>检查管网</translation>
        </message>
        <message>
            <source>Writing the register</source>
            <translation>导出台账</translation>
        </message>
        <message>
            <source>done in {seconds} s</source>
            <translation>用时 {seconds} 秒</translation>
        </message>
        <message>
            <source>“{verb}” failed; the reason is above.</source>
            <translation>“{verb}”未能完成，原因见上文。</translation>
        </message>
    </context>
    <context>
        <name>Trace</name>
        <message>
            <source>The outfall is not in the project file any more. Reload the project.</source>
            <translation>该排口已不在项目文件中。请重新打开项目。</translation>
        </message>
        <message>
            <source>Unsaved edits are not in this trace: {layers}. Save them and trace again.</source>
            <translation>本次溯源不含未保存的编辑：{layers}。请保存后重新溯源。</translation>
        </message>
        <message>
            <source>{n} confirmed links are not reached by this trace; they stay confirmed.</source>
            <translation>本次溯源未达 {n} 条已确认关联，这些关联保持已确认。</translation>
        </message>
        <message>
            <source>{n} outfalls together</source>
            <translation>合并 {n} 个排口</translation>
        </message>
        <message>
            <source>{outfall} meets no pipe within {limit}; the nearest is {distance} away. Draw the missing pipe or declare its manhole.</source>
            <translation>{outfall} 周围 {limit} 内没有管段，最近的相距 {distance}。请补绘缺失管段，或填写其接入井编号。</translation>
        </message>
        <message>
            <source>{outfall} meets no pipe, and there is none nearby.</source>
            <translation>{outfall} 未接管网，附近也没有管段。</translation>
        </message>
        <message>
            <source>{path} is open in QGIS with unsaved edits in {layers}. Save or discard the edits, then start again; nothing was changed.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>TraceDock</name>
        <message>
            <source>At {x}, {y}</source>
            <translation>位于 {x}，{y}</translation>
        </message>
        <message>
            <source>Clear the result from the map</source>
            <translation>清除地图上的结果</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Confidence {value}: {word}</source>
            <translation>可信度 {value}：{word}</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>管网距离</translation>
        </message>
        <message>
            <source>Last hop</source>
            <translation>接入距离</translation>
        </message>
        <message>
            <source>Linked by</source>
            <translation>关联规则</translation>
        </message>
        <message>
            <source>Mark headwaters</source>
            <translation>标出管网起端</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Pipe {pipe}</source>
            <translation>管段 {pipe}</translation>
        </message>
        <message>
            <source>Select an outfall in the register or on the map and trace it upstream.</source>
            <translation>请在台账中或地图上选择排口，然后向上游溯源。</translation>
        </message>
        <message>
            <source>Select the traced pipes</source>
            <translation>选中溯源管段</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>污染源</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Stop the trace</source>
            <translation>停止溯源</translation>
        </message>
        <message>
            <source>The network was edited after this trace. Trace again to see the present state.</source>
            <translation>溯源之后管网已被编辑。请重新溯源以查看当前状况。</translation>
        </message>
        <message>
            <source>Trace result</source>
            <translation>溯源结果</translation>
        </message>
        <message>
            <source>What a trace does on the map</source>
            <translation>溯源结果的地图显示方式</translation>
        </message>
        <message>
            <source>Where the trace ends</source>
            <translation>溯源终点</translation>
        </message>
        <message>
            <source>Zoom to the result</source>
            <translation>缩放至结果</translation>
        </message>
        <message>
            <source>Zoom to the whole result</source>
            <translation>缩放至全部结果</translation>
        </message>
        <message>
            <source>gaps bridged</source>
            <translation>跨越断口</translation>
        </message>
        <message>
            <source>high</source>
            <translation>高</translation>
        </message>
        <message>
            <source>how the direction of flow is known</source>
            <translation>流向依据</translation>
        </message>
        <message>
            <source>how the outfall meets the network</source>
            <translation>排口接入管网的方式</translation>
        </message>
        <message>
            <source>how the source meets the network</source>
            <translation>污染源接入管网的方式</translation>
        </message>
        <message>
            <source>low</source>
            <translation>低</translation>
        </message>
        <message>
            <source>medium</source>
            <translation>中</translation>
        </message>
        <message>
            <source>surveyed or inferred pipes</source>
            <translation>管段数据来源（探测或推测）</translation>
        </message>
        <message>
            <source>{gap} m to pipe {pipe}</source>
            <translation>距管段 {pipe} {gap} 米</translation>
        </message>
        <message>
            <source>{km} km</source>
            <translation>{km} 公里</translation>
        </message>
        <message>
            <source>{m} m</source>
            <translation>{m} 米</translation>
        </message>
        <message>
            <source>{n_sources} sources · {n_pipes} pipes · {length} of network</source>
            <translation>污染源 {n_sources} 个 · 管段 {n_pipes} 条 · 管网 {length}</translation>
        </message>
        <message>
            <source>{name}
Drains to {outfall}; reaches {n} outfalls in all</source>
            <translation>{name}
汇入 {outfall}；共可达 {n} 个排口</translation>
        </message>
        <message>
            <source>× {value}  {reason}</source>
            <translation>× {value}  {reason}</translation>
        </message>
        <message>
            <source>… and {n} more</source>
            <translation>……另有 {n} 处</translation>
        </message>
    </context>
    <context>
        <name>Tracer</name>
        <message>
            <source>Tracing upstream</source>
            <translation>向上游溯源</translation>
        </message>
    </context>
</TS>
