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
            <source>Linking points to the network</source>
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
            <source>OUTFALL_NODE_FIELD is given, but the pipes have no node ids: give FROM_FIELD and TO_FIELD too.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls</source>
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
            <source>Reading</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stopped as you asked; nothing was written.</source>
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
            <source>Trace downstream from points</source>
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
            <source>Traces end: {reason}: {n}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracing</source>
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
            <source>What decides the flow direction</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What other direction values mean</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>downstream,trace,spill,drainage,sewer,pipe,network,source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>outfall,upstream,trace,drainage,sewer,pipe,network,catchment,source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{given} is given without {missing}; give both or neither.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} more points meet no pipe.</source>
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
        <name>Desk</name>
        <message>
            <source>Open an outfall project first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select one or more outfalls in the register or on the map.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no outfall here; click nearer to one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This outfall is not saved yet. Save the layer, then trace.</source>
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
        <name>HelpDialog</name>
        <message>
            <source>Outfall Tracer help</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>More info</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall Tracer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This did not work because of a fault in the plugin. Nothing was changed.</source>
            <translation type="unfinished" />
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
    </context>
    <context>
        <name>Plugin</name>
        <message>
            <source>Clear the result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click an outfall on the map to trace it; Esc or right click leaves</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Create an empty outfall project for your own data</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Help</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>How to work with Outfall Tracer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Make demonstration project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Make the demonstration project of the Wuhan reach</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open an outfall project (.gpkg)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall Tracer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Take the trace result off the map</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace all and write back</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace by clicking</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace every outfall in the background and write the results into the project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace selected outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace the selected outfalls upstream and show what drains to them</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Project</name>
        <message>
            <source>A project is a GeoPackage: give {path} the ending .gpkg.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No project can be made in {folder}: {reason}.</source>
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
            <source>{path} exists already and is not overwritten. Choose another name, or move the file away first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} was left by another database of this name and would damage the new project. Choose another name, or move that file away first.</source>
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open an outfall project first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open outfall project</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfall projects (*.gpkg)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The project is being traced already.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The tracing algorithm is not in the toolbox; see the plugin's log.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no file {path}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These layers are being edited: {layers}. Save or discard their edits and end the edit mode, then trace again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracing all outfalls did not work; nothing was written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracing all outfalls in the background; the task list at the bottom shows progress.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Tracing was stopped; nothing was written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name} holds no outfall project. Choose a file that “New project” or the demonstration made, or import your data into a new project.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} outfalls are traced and written back.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{path} could not be opened.</source>
            <translation type="unfinished" />
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>All districts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All statuses</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Click a status to filter by it</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Code</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Conf.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>District</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Ent.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Farm</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Make demonstration project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Name</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>New project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Next outfall (Alt+Down)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No outfall project is open</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open a project file (.gpkg), create an empty one for your own data, or make the demonstration of the Wuhan reach to look around.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open project…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Other</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Previous outfall (Alt+Up)</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Responsible party</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Search code, name, district, party…</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show the outfalls of one district</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Show the outfalls of one tracing status</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Sites</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Status</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The register is empty</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace the selected outfalls upstream; double-click a row does the same</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace upstream</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom to the selected outfalls</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} of {shown} selected</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{position} of {shown}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{shown} of {total}</source>
            <translation type="unfinished" />
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
            <source>Last tracing run {time}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Legend</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No district</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Outfalls by district</source>
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
            <source>River outfalls and where their water comes from</source>
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
            <source>km</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} outfalls, {traced} with a source found; {sources} possible sources, {links} links between them</source>
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
            <translation type="unfinished" />
        </message>
        <message>
            <source>{package} (found {found})</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Trace</name>
        <message>
            <source>The outfall is not in the project file any more. Reload the project.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unsaved edits are not in this trace: {layers}. Save them and trace again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} confirmed links are not reached by this trace; they stay confirmed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n} outfalls together</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{outfall} meets no pipe within {limit}; the nearest is {distance} away. Draw the missing pipe or declare its manhole.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{outfall} meets no pipe, and there is none nearby.</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>TraceDock</name>
        <message>
            <source>At {x}, {y}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clear the result from the map</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Confidence</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Confidence {value}: {word}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Distance</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Last hop</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Linked by</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mark headwaters</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Number</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Pipe {pipe}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select an outfall in the register or on the map and trace it upstream.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Select the traced pipes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Status</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Stop the trace</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The network was edited after this trace. Trace again to see the present state.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Trace result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>What a trace does on the map</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Where the trace ends</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom to the result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Zoom to the whole result</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>gaps bridged</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>high</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>how the direction of flow is known</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>how the outfall meets the network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>how the source meets the network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>low</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>medium</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>surveyed or inferred pipes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{gap} m to pipe {pipe}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{km} km</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{m} m</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{n_sources} sources · {n_pipes} pipes · {length} of network</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{name}
Drains to {outfall}; reaches {n} outfalls in all</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>× {value}  {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>… and {n} more</source>
            <translation type="unfinished" />
        </message>
    </context>
    <context>
        <name>Tracer</name>
        <message>
            <source>Tracing upstream</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
