<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Accumulate</name>
        <message>
            <source>Values come from one of these tables: {tables}; {table} is not one of them.</source>
            <translation>数值须取自以下各表之一：{tables}；{table} 不在其中。</translation>
        </message>
    </context>
    <context>
        <name>Algorithms</name>
        <message>
            <source>(not set)</source>
            <translation>（未设置）</translation>
        </message>
        <message>
            <source>A file</source>
            <translation>某个文件</translation>
        </message>
        <message>
            <source>A local system</source>
            <translation>地方坐标系</translation>
        </message>
        <message>
            <source>ANSWERS must be a JSON object of question codes and answers, such as {example}.</source>
            <translation>ANSWERS 必须是由问题代码和答案组成的 JSON 对象，如 {example}。</translation>
        </message>
        <message>
            <source>Accumulated values</source>
            <translation>累计结果</translation>
        </message>
        <message>
            <source>Address in the QR code, with {id}</source>
            <translation>二维码网址，含 {id}</translation>
        </message>
        <message>
            <source>All evidence weighed</source>
            <translation>综合所有依据</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>All in one document, too</source>
            <translation>另合并为一份文档</translation>
        </message>
        <message>
            <source>Answers to questions (JSON)</source>
            <translation>问题的答案（JSON）</translation>
        </message>
        <message>
            <source>Any network</source>
            <translation>任意管网</translation>
        </message>
        <message>
            <source>As declared: flow, node ids, digitised order</source>
            <translation>按申报：流向、管点编号、绘制方向</translation>
        </message>
        <message>
            <source>As digitised</source>
            <translation>按绘制方向</translation>
        </message>
        <message>
            <source>As of the date (empty: today)</source>
            <translation>数据日期（不填为今天）</translation>
        </message>
        <message>
            <source>Assumed: {text}</source>
            <translation>假定：{text}</translation>
        </message>
        <message>
            <source>Both ways</source>
            <translation>双向</translation>
        </message>
        <message>
            <source>By the square of the diameters</source>
            <translation>按管径平方</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>正在检查</translation>
        </message>
        <message>
            <source>Cleaning</source>
            <translation>正在清洗</translation>
        </message>
        <message>
            <source>Collecting findings</source>
            <translation>正在汇总问题</translation>
        </message>
        <message>
            <source>Column set</source>
            <translation>列模板</translation>
        </message>
        <message>
            <source>Comparing with the project</source>
            <translation>正在与项目比较</translation>
        </message>
        <message>
            <source>Computing confidence</source>
            <translation>正在计算可信度</translation>
        </message>
        <message>
            <source>Configuration (JSON file)</source>
            <translation>配置（JSON 文件）</translation>
        </message>
        <message>
            <source>Configuration of the project, by name</source>
            <translation>项目中的配置（名称）</translation>
        </message>
        <message>
            <source>Configuration: {name}</source>
            <translation>溯源配置：{name}</translation>
        </message>
        <message>
            <source>Coordinate system (metres)</source>
            <translation>坐标系（以米为单位）</translation>
        </message>
        <message>
            <source>Coordinate system of images that state none</source>
            <translation>未注明坐标系的影像所用坐标系</translation>
        </message>
        <message>
            <source>Coordinate system of the file</source>
            <translation>文件的坐标系</translation>
        </message>
        <message>
            <source>Copy the folder {folder} to the device, or package it with QFieldSync.</source>
            <translation>请将文件夹 {folder} 复制到设备，或用 QFieldSync 打包。</translation>
        </message>
        <message>
            <source>Counts per stage, list and district</source>
            <translation>按阶段、清单、区统计</translation>
        </message>
        <message>
            <source>County code of the district, six digits</source>
            <translation>行政区的六位区县代码</translation>
        </message>
        <message>
            <source>Datum of the coordinates</source>
            <translation>坐标基准</translation>
        </message>
        <message>
            <source>Day of the step (YYYY-MM-DD; empty: TODAY)</source>
            <translation>步骤日期（YYYY-MM-DD，不填为 TODAY）</translation>
        </message>
        <message>
            <source>Day, or time in UTC</source>
            <translation>日期，或 UTC 时间</translation>
        </message>
        <message>
            <source>Detected automatically</source>
            <translation>自动识别</translation>
        </message>
        <message>
            <source>Districts, by code or name, with commas</source>
            <translation>区县（代码或名称，用逗号分隔）</translation>
        </message>
        <message>
            <source>Document</source>
            <translation>文档</translation>
        </message>
        <message>
            <source>Draw river and districts</source>
            <translation>绘制水域和行政区</translation>
        </message>
        <message>
            <source>Drawn up by</source>
            <translation>制图人</translation>
        </message>
        <message>
            <source>Encoding, such as GBK or UTF-8</source>
            <translation>编码，如 GBK 或 UTF-8</translation>
        </message>
        <message>
            <source>Ends of the traces</source>
            <translation>溯源终点</translation>
        </message>
        <message>
            <source>Enter the proposals into the pipes</source>
            <translation>将建议写入管段</translation>
        </message>
        <message>
            <source>Every way</source>
            <translation>所有去向</translation>
        </message>
        <message>
            <source>Explaining where traces end</source>
            <translation>正在分析溯源终止原因</translation>
        </message>
        <message>
            <source>FILE_NAME gives no name of a file: {expression}. {reason}</source>
            <translation>FILE_NAME 得不出文件名：{expression}。{reason}</translation>
        </message>
        <message>
            <source>File name (expression)</source>
            <translation>文件名（表达式）</translation>
        </message>
        <message>
            <source>File to import</source>
            <translation>要导入的文件</translation>
        </message>
        <message>
            <source>Files made</source>
            <translation>生成的文件数</translation>
        </message>
        <message>
            <source>Files that cannot be used</source>
            <translation>不可用的文件</translation>
        </message>
        <message>
            <source>Files that were up to date</source>
            <translation>无需重做的文件数</translation>
        </message>
        <message>
            <source>Finding flow directions</source>
            <translation>正在判定流向</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>问题清单</translation>
        </message>
        <message>
            <source>First serial</source>
            <translation>起始顺序号</translation>
        </message>
        <message>
            <source>Flight</source>
            <translation>航次</translation>
        </message>
        <message>
            <source>Flight {flight}: {n} (image|images)</source>
            <translation>航次 {flight}：{n} 幅影像</translation>
        </message>
        <message>
            <source>Flow direction of a pipe</source>
            <translation>管段流向字段</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Folder of images</source>
            <translation>影像文件夹</translation>
        </message>
        <message>
            <source>From end to start</source>
            <translation>终点→起点</translation>
        </message>
        <message>
            <source>From start to end</source>
            <translation>起点→终点</translation>
        </message>
        <message>
            <source>From “{start}” to outfall “{outfall}”: {length} m in {n} (stretch|stretches).</source>
            <translation>“{start}”至排污口“{outfall}”：{length} 米，共 {n} 段。</translation>
        </message>
        <message>
            <source>Gaps up to this are bridged (m)</source>
            <translation>跨越断口的最大距离（米）</translation>
        </message>
        <message>
            <source>Give the place of the spill: START or PLACE.</source>
            <translation>请给出泄漏位置：START 或 PLACE。</translation>
        </message>
        <message>
            <source>How a split divides the sum</source>
            <translation>分流处如何分配</translation>
        </message>
        <message>
            <source>How many serials</source>
            <translation>顺序号个数</translation>
        </message>
        <message>
            <source>Id field of these points</source>
            <translation>到达点的编号字段</translation>
        </message>
        <message>
            <source>Id of a pipe</source>
            <translation>管段编号字段</translation>
        </message>
        <message>
            <source>Id of a point</source>
            <translation>点编号字段</translation>
        </message>
        <message>
            <source>Identifiers in DISMISS that are those of no open row: {n}.</source>
            <translation>DISMISS 中不属于任何待处理记录的标识：{n} 个。</translation>
        </message>
        <message>
            <source>Images that are ready</source>
            <translation>可用影像数</translation>
        </message>
        <message>
            <source>In equal shares</source>
            <translation>等分</translation>
        </message>
        <message>
            <source>Invert level at the end</source>
            <translation>终点管底标高字段</translation>
        </message>
        <message>
            <source>Invert level at the start</source>
            <translation>起点管底标高字段</translation>
        </message>
        <message>
            <source>Invert levels first</source>
            <translation>管底标高优先</translation>
        </message>
        <message>
            <source>Joined by its ends</source>
            <translation>按端点位置连接</translation>
        </message>
        <message>
            <source>Joining pipes into a network</source>
            <translation>正在连接管段成网</translation>
        </message>
        <message>
            <source>Kind of object it happens at</source>
            <translation>泄漏处的对象类别</translation>
        </message>
        <message>
            <source>Kind of object the way begins at</source>
            <translation>起点的对象类别</translation>
        </message>
        <message>
            <source>Kind of source that is counted</source>
            <translation>计数的污染源类别</translation>
        </message>
        <message>
            <source>LINKS needs SOURCES: give the points to link.</source>
            <translation>LINKS 需要 SOURCES：请给出要关联的点。</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Last serial</source>
            <translation>终止顺序号</translation>
        </message>
        <message>
            <source>Layer or sheet of the file</source>
            <translation>文件中的图层或工作表</translation>
        </message>
        <message>
            <source>Laying out river, streets and pipes</source>
            <translation>正在布置河道、街道和管网</translation>
        </message>
        <message>
            <source>Layout template</source>
            <translation>布局模板</translation>
        </message>
        <message>
            <source>Leave them</source>
            <translation>不生成</translation>
        </message>
        <message>
            <source>Left out</source>
            <translation>不参与</translation>
        </message>
        <message>
            <source>Left out where points have node ids, else joined by place</source>
            <translation>点有管点编号时不参与，否则按位置连接</translation>
        </message>
        <message>
            <source>Length (m)</source>
            <translation>长度（米）</translation>
        </message>
        <message>
            <source>Linking points to the network</source>
            <translation>正在将点接入管网</translation>
        </message>
        <message>
            <source>Links</source>
            <translation>溯源关联</translation>
        </message>
        <message>
            <source>Links: {rules}</source>
            <translation>关联：{rules}</translation>
        </message>
        <message>
            <source>List of steps (CSV, Excel)</source>
            <translation>步骤清单（CSV、Excel）</translation>
        </message>
        <message>
            <source>Local codes</source>
            <translation>地方编码</translation>
        </message>
        <message>
            <source>Long section</source>
            <translation>纵断面</translation>
        </message>
        <message>
            <source>Lowest confidence for entering a proposal (0.5 to 1)</source>
            <translation>写入所需的最低可信度（0.5 至 1）</translation>
        </message>
        <message>
            <source>Make them beside the images</source>
            <translation>生成在影像旁</translation>
        </message>
        <message>
            <source>Make them beside the project</source>
            <translation>生成在项目旁</translation>
        </message>
        <message>
            <source>Making overviews</source>
            <translation>正在生成金字塔</translation>
        </message>
        <message>
            <source>Manholes</source>
            <translation>检查井</translation>
        </message>
        <message>
            <source>Manholes of the network</source>
            <translation>管网的检查井</translation>
        </message>
        <message>
            <source>Map approval number</source>
            <translation>审图号</translation>
        </message>
        <message>
            <source>Maps and registers</source>
            <translation>图件与台账</translation>
        </message>
        <message>
            <source>Mended rows (CSV or JSON)</source>
            <translation>改正后的记录（CSV 或 JSON）</translation>
        </message>
        <message>
            <source>Minutes to the first</source>
            <translation>最先到达（分钟）</translation>
        </message>
        <message>
            <source>Month (2021-09) or quarter (2021-Q3)</source>
            <translation>月（2021-09）或季度（2021-Q3）</translation>
        </message>
        <message>
            <source>National codes</source>
            <translation>国家编码</translation>
        </message>
        <message>
            <source>Network: pipes and channels</source>
            <translation>管网：管道与明渠</translation>
        </message>
        <message>
            <source>New images and photos</source>
            <translation>新增影像与照片数</translation>
        </message>
        <message>
            <source>New project</source>
            <translation>新项目</translation>
        </message>
        <message>
            <source>No</source>
            <translation>否</translation>
        </message>
        <message>
            <source>No project is given: set PROJECT to its .gpkg file.</source>
            <translation>未指定项目：请将 PROJECT 设为项目的 .gpkg 文件。</translation>
        </message>
        <message>
            <source>Node id at the end of a pipe</source>
            <translation>管段终点的管点编号字段</translation>
        </message>
        <message>
            <source>Node id at the start of a pipe</source>
            <translation>管段起点的管点编号字段</translation>
        </message>
        <message>
            <source>Node id field of these points</source>
            <translation>到达点所接管点的编号字段</translation>
        </message>
        <message>
            <source>Node id of a manhole</source>
            <translation>检查井编号字段</translation>
        </message>
        <message>
            <source>Node id of a point</source>
            <translation>点所在的管点编号字段</translation>
        </message>
        <message>
            <source>Not stated</source>
            <translation>未说明</translation>
        </message>
        <message>
            <source>Nothing changed since the last run; nothing was written.</source>
            <translation>自上次溯源以来数据无变化，未写入任何内容。</translation>
        </message>
        <message>
            <source>Nothing to write: give PNG, PDF or both.</source>
            <translation>没有要输出的文件：请指定 PNG、PDF 或两者。</translation>
        </message>
        <message>
            <source>Nothing was written: this was a trial (DRY_RUN).</source>
            <translation>未写入任何内容：本次为试算（DRY_RUN）。</translation>
        </message>
        <message>
            <source>Number of findings</source>
            <translation>问题数量</translation>
        </message>
        <message>
            <source>OUTFALL_NODE_FIELD is given, but the pipes have no node ids: give FROM_FIELD and TO_FIELD too.</source>
            <translation>已给出 OUTFALL_NODE_FIELD，但管段没有管点编号：请同时给出 FROM_FIELD 和 TO_FIELD。</translation>
        </message>
        <message>
            <source>Office that accepts</source>
            <translation>验收单位</translation>
        </message>
        <message>
            <source>Office that they are reserved for</source>
            <translation>使用单位</translation>
        </message>
        <message>
            <source>Office whose blocks are used</source>
            <translation>使用其号段的单位</translation>
        </message>
        <message>
            <source>Only outfalls for which this is true</source>
            <translation>仅处理满足此表达式的排污口</translation>
        </message>
        <message>
            <source>Only report what would happen</source>
            <translation>只报告将发生什么</translation>
        </message>
        <message>
            <source>Only show what would change</source>
            <translation>只显示将发生的变更</translation>
        </message>
        <message>
            <source>Or a place of the map</source>
            <translation>或图上位置</translation>
        </message>
        <message>
            <source>Outfall: uid, code or name (empty: the nearest)</source>
            <translation>排污口：标识、编码或名称（不填为最近的）</translation>
        </message>
        <message>
            <source>Outfalls</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Outfalls and manholes</source>
            <translation>排污口和检查井</translation>
        </message>
        <message>
            <source>Outfalls by tracing status: {statuses}</source>
            <translation>排污口溯源状态：{statuses}</translation>
        </message>
        <message>
            <source>Outfalls reached</source>
            <translation>可达的排污口</translation>
        </message>
        <message>
            <source>Outfalls that change</source>
            <translation>有变更的排污口数</translation>
        </message>
        <message>
            <source>Outfalls this near meet the network (m)</source>
            <translation>排污口接入管网的最大距离（米）</translation>
        </message>
        <message>
            <source>Outfalls where a person's value was kept</source>
            <translation>保留人工填写值的排污口数</translation>
        </message>
        <message>
            <source>Outfalls without a proposal</source>
            <translation>无建议的排污口数</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>逾期</translation>
        </message>
        <message>
            <source>Overviews of {n} (image|images) made.</source>
            <translation>已为 {n} 幅影像生成金字塔。</translation>
        </message>
        <message>
            <source>Overviews that are lacking</source>
            <translation>缺少的金字塔</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页数</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>纸张</translation>
        </message>
        <message>
            <source>Photos too</source>
            <translation>同时编目照片</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Pictures (PNG) beside the documents</source>
            <translation>同时输出图片（PNG）</translation>
        </message>
        <message>
            <source>Pipe ends this near are joined (m)</source>
            <translation>管段端点相连容差（米）</translation>
        </message>
        <message>
            <source>Pipe size (mm)</source>
            <translation>管径字段（毫米）</translation>
        </message>
        <message>
            <source>Pipes for which this is true are closed</source>
            <translation>满足此表达式的管段视为阻断</translation>
        </message>
        <message>
            <source>Pipes, about</source>
            <translation>管段数（约）</translation>
        </message>
        <message>
            <source>Places to add up at</source>
            <translation>累计位置</translation>
        </message>
        <message>
            <source>Plans, works, closings and reports of 2021 to 2026</source>
            <translation>2021 至 2026 年的方案、整治、销号和举报</translation>
        </message>
        <message>
            <source>Plates</source>
            <translation>标志牌</translation>
        </message>
        <message>
            <source>Points that may be reached: outfalls, intakes</source>
            <translation>可能到达的点：排污口、取水口</translation>
        </message>
        <message>
            <source>Points this near meet the network (m)</source>
            <translation>点接入管网的最大距离（米）</translation>
        </message>
        <message>
            <source>Points to start from</source>
            <translation>起点</translation>
        </message>
        <message>
            <source>Possible sources</source>
            <translation>污染源</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Project (GeoPackage)</source>
            <translation>项目（GeoPackage）</translation>
        </message>
        <message>
            <source>Proof of the closing (file, relative)</source>
            <translation>销号证明材料（文件，相对路径）</translation>
        </message>
        <message>
            <source>Proposals</source>
            <translation>建议数</translation>
        </message>
        <message>
            <source>Proposals entered</source>
            <translation>已写入的建议数</translation>
        </message>
        <message>
            <source>Proposed directions</source>
            <translation>建议的流向</translation>
        </message>
        <message>
            <source>Put in: {put}. Lost at dead ends or carried nowhere: {lost}.</source>
            <translation>投入总量：{put}。断头处损失或无处可去：{lost}。</translation>
        </message>
        <message>
            <source>Put right</source>
            <translation>纠正</translation>
        </message>
        <message>
            <source>QGIS project for the field</source>
            <translation>供现场使用的 QGIS 工程</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>正在读取</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Record that contradicts, as table:uid (empty: the earliest)</source>
            <translation>反证记录，写作 表:uid（不填为最早一条）</translation>
        </message>
        <message>
            <source>Register</source>
            <translation>台账</translation>
        </message>
        <message>
            <source>Remove rows that are no longer delivered</source>
            <translation>删除不再提供的记录</translation>
        </message>
        <message>
            <source>Report of the import</source>
            <translation>导入报告</translation>
        </message>
        <message>
            <source>Round positions to (m)</source>
            <translation>位置取整（米）</translation>
        </message>
        <message>
            <source>Row {row}, {title}: {reasons}</source>
            <translation>第 {row} 行，{title}：{reasons}</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>行数</translation>
        </message>
        <message>
            <source>Rows added</source>
            <translation>新增行数</translation>
        </message>
        <message>
            <source>Rows as they were</source>
            <translation>当时的记录</translation>
        </message>
        <message>
            <source>Rows dismissed</source>
            <translation>不再处理的行数</translation>
        </message>
        <message>
            <source>Rows imported</source>
            <translation>补录行数</translation>
        </message>
        <message>
            <source>Rows no longer delivered</source>
            <translation>不再提供的行数</translation>
        </message>
        <message>
            <source>Rows not to be mended (identifiers)</source>
            <translation>不再处理的记录（标识）</translation>
        </message>
        <message>
            <source>Rows read</source>
            <translation>读取行数</translation>
        </message>
        <message>
            <source>Rows rejected</source>
            <translation>退回行数</translation>
        </message>
        <message>
            <source>Rows still open</source>
            <translation>待处理行数</translation>
        </message>
        <message>
            <source>Rows still rejected</source>
            <translation>仍被退回的行数</translation>
        </message>
        <message>
            <source>Rows unchanged</source>
            <translation>未变行数</translation>
        </message>
        <message>
            <source>Rows updated</source>
            <translation>更新行数</translation>
        </message>
        <message>
            <source>Rows with values that are not certain</source>
            <translation>含不确定值的行数</translation>
        </message>
        <message>
            <source>STAC catalog</source>
            <translation>STAC 目录</translation>
        </message>
        <message>
            <source>Save the mapping that was used</source>
            <translation>保存所用的字段对应</translation>
        </message>
        <message>
            <source>Saved mapping</source>
            <translation>已保存的字段对应</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <source>Sheet</source>
            <translation>应急信息单</translation>
        </message>
        <message>
            <source>Sheet of the open rows</source>
            <translation>待处理记录表</translation>
        </message>
        <message>
            <source>Simulating the flights along the bank</source>
            <translation>正在模拟沿岸飞行</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <source>Smallest scale of a sheet, 1 to</source>
            <translation>分幅最小比例尺分母</translation>
        </message>
        <message>
            <source>Sources this near meet the network (m)</source>
            <translation>污染源接入管网的最大距离（米）</translation>
        </message>
        <message>
            <source>State to record</source>
            <translation>登记状态</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>步骤</translation>
        </message>
        <message>
            <source>Stop after so many sources</source>
            <translation>到第若干个污染源为止</translation>
        </message>
        <message>
            <source>Stop at the manhole of this number</source>
            <translation>到第若干个检查井为止</translation>
        </message>
        <message>
            <source>Stop so far along the network (m)</source>
            <translation>沿管网上溯的最大距离（米）</translation>
        </message>
        <message>
            <source>Stopped as you asked; nothing was written.</source>
            <translation>已按要求停止，未写入任何内容。</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>摘要</translation>
        </message>
        <message>
            <source>Summary of the run</source>
            <translation>本次溯源摘要</translation>
        </message>
        <message>
            <source>Summary with the reasons of each outfall</source>
            <translation>摘要（含每个排污口的依据）</translation>
        </message>
        <message>
            <source>Surveying and naming</source>
            <translation>正在生成探测属性与名称</translation>
        </message>
        <message>
            <source>TODAY must be a day such as 2024-05-31; {value} is not.</source>
            <translation>TODAY 应为日期，如 2024-05-31；“{value}”不是日期。</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表</translation>
        </message>
        <message>
            <source>Table of the project</source>
            <translation>项目中的表</translation>
        </message>
        <message>
            <source>Table with the values</source>
            <translation>数值所在的表</translation>
        </message>
        <message>
            <source>Take delivered values over what people entered</source>
            <translation>以导入值覆盖人工填写的值</translation>
        </message>
        <message>
            <source>Text as outlines</source>
            <translation>文字转轮廓</translation>
        </message>
        <message>
            <source>That of the project</source>
            <translation>与项目一致</translation>
        </message>
        <message>
            <source>The Python package {package} is missing. Install it with: python3 -m pip install {package}</source>
            <translation>缺少 Python 包 {package}。安装命令：python3 -m pip install {package}</translation>
        </message>
        <message>
            <source>The criteria of finished works are met</source>
            <translation>是否满足完成整治判定条件</translation>
        </message>
        <message>
            <source>The direction is unknown</source>
            <translation>流向不明</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be made: {reason}.</source>
            <translation>无法创建文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The main way only, no overflows and diversions</source>
            <translation>只走主去向，不走溢流和分流</translation>
        </message>
        <message>
            <source>The network has no pipes: nothing to trace.</source>
            <translation>管网图层没有管段，无从溯源。</translation>
        </message>
        <message>
            <source>The present day (YYYY-MM-DD), if not the real one</source>
            <translation>当天日期（YYYY-MM-DD），不填为实际日期</translation>
        </message>
        <message>
            <source>The project holds all of this already; nothing was written.</source>
            <translation>项目已包含全部内容，未写入任何内容。</translation>
        </message>
        <message>
            <source>The result cannot be written: {reason}.</source>
            <translation>无法写入结果：{reason}。</translation>
        </message>
        <message>
            <source>There are no points to trace from.</source>
            <translation>没有可供溯源的起点。</translation>
        </message>
        <message>
            <source>There is no file {path}. Set PROJECT to a project's .gpkg file.</source>
            <translation>文件 {path} 不存在。请将 PROJECT 设为项目的 .gpkg 文件。</translation>
        </message>
        <message>
            <source>There is no parameter {name}. Did you mean {near}?</source>
            <translation>没有名为 {name} 的参数。是否为 {near}？</translation>
        </message>
        <message>
            <source>There is no parameter {name}. There are: {known}.</source>
            <translation>没有名为 {name} 的参数。可用的参数有：{known}。</translation>
        </message>
        <message>
            <source>This was a trial; nothing was written.</source>
            <translation>本次为试运行，未写入任何内容。</translation>
        </message>
        <message>
            <source>Traced pipes</source>
            <translation>溯源管段</translation>
        </message>
        <message>
            <source>Tracing</source>
            <translation>正在溯源</translation>
        </message>
        <message>
            <source>Transforming coordinates</source>
            <translation>正在转换坐标</translation>
        </message>
        <message>
            <source>True links, for scoring</source>
            <translation>真实关联（用于评分）</translation>
        </message>
        <message>
            <source>Try all open rows again</source>
            <translation>重试全部待处理的记录</translation>
        </message>
        <message>
            <source>Two drone flights over part of the bank</source>
            <translation>部分岸段的两次无人机航拍</translation>
        </message>
        <message>
            <source>Uid, code or name of the start</source>
            <translation>起点的标识、编号或名称</translation>
        </message>
        <message>
            <source>Value for flow both ways</source>
            <translation>表示双向流动的值</translation>
        </message>
        <message>
            <source>Value for flow from end to start</source>
            <translation>表示终点→起点的值</translation>
        </message>
        <message>
            <source>Value for flow from start to end</source>
            <translation>表示起点→终点的值</translation>
        </message>
        <message>
            <source>Value of a row (column or expression)</source>
            <translation>各行的数值（列或表达式）</translation>
        </message>
        <message>
            <source>Values of people kept</source>
            <translation>保留的人工值</translation>
        </message>
        <message>
            <source>Ways followed at a split</source>
            <translation>分流处的去向</translation>
        </message>
        <message>
            <source>Ways of the spill</source>
            <translation>泄漏路径</translation>
        </message>
        <message>
            <source>What becomes of a pipe with one node id of two</source>
            <translation>仅一端有管点编号的管段如何处理</translation>
        </message>
        <message>
            <source>What decides the flow direction</source>
            <translation>流向判定依据</translation>
        </message>
        <message>
            <source>What is missing and due</source>
            <translation>缺项与到期事项</translation>
        </message>
        <message>
            <source>What other direction values mean</source>
            <translation>其他流向取值的含义</translation>
        </message>
        <message>
            <source>What outfalls lack</source>
            <translation>排污口缺项</translation>
        </message>
        <message>
            <source>What plates lack</source>
            <translation>标志牌缺项</translation>
        </message>
        <message>
            <source>What the data lack</source>
            <translation>数据缺项</translation>
        </message>
        <message>
            <source>Which codes</source>
            <translation>编码类别</translation>
        </message>
        <message>
            <source>Why traces end: {reasons}</source>
            <translation>溯源终止原因：{reasons}</translation>
        </message>
        <message>
            <source>Word template</source>
            <translation>Word 模板</translation>
        </message>
        <message>
            <source>Write results back to the outfalls</source>
            <translation>用结果更新排污口台账</translation>
        </message>
        <message>
            <source>Writing</source>
            <translation>正在写入</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>as configured, else {value}</source>
            <translation>按配置，否则{value}</translation>
        </message>
        <message>
            <source>as the paper allows</source>
            <translation>由纸张决定</translation>
        </message>
        <message>
            <source>as the rule table says</source>
            <translation>按规则表</translation>
        </message>
        <message>
            <source>contradicted</source>
            <translation>矛盾</translation>
        </message>
        <message>
            <source>every kind</source>
            <translation>所有类别</translation>
        </message>
        <message>
            <source>no limit</source>
            <translation>无限值</translation>
        </message>
        <message>
            <source>not said</source>
            <translation>未注明</translation>
        </message>
        <message>
            <source>signs follow their outfalls</source>
            <translation>标志牌随排污口更新</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>不明</translation>
        </message>
        <message>
            <source>{given} is given without {missing}; give both or neither.</source>
            <translation>给出了 {given} 而没有 {missing}；请两者都给出，或都不给。</translation>
        </message>
        <message>
            <source>{label}: {n}</source>
            <translation>{label} {n}</translation>
        </message>
        <message>
            <source>{name} ({label}) cannot be opened: {value}.</source>
            <translation>{name}（{label}）无法打开：{value}。</translation>
        </message>
        <message>
            <source>{name} ({label}) cannot be {value}, but one of: {values}.</source>
            <translation>{name}（{label}）不能是 {value}，可取值：{values}。</translation>
        </message>
        <message>
            <source>{name} ({label}) cannot be {value}.</source>
            <translation>{name}（{label}）不能是 {value}。</translation>
        </message>
        <message>
            <source>{name} ({label}) is missing.</source>
            <translation>缺少 {name}（{label}）。</translation>
        </message>
        <message>
            <source>{name} ({label}) must be a number from {least} to {most}; {value} is not.</source>
            <translation>{name}（{label}）必须是 {least} 到 {most} 之间的数字；{value} 不符合要求。</translation>
        </message>
        <message>
            <source>{name} ({label}) must be a number from {least}; {value} is not.</source>
            <translation>{name}（{label}）必须是不小于 {least} 的数字；{value} 不符合要求。</translation>
        </message>
        <message>
            <source>{name} and {other} are one file. Give two.</source>
            <translation>{name} 与 {other} 是同一个文件。请分别指定两个文件。</translation>
        </message>
        <message>
            <source>{n} (file|files) made, {kept} up to date: {pages} (page|pages).</source>
            <translation>生成 {n} 份文件，{kept} 份无需重做，共 {pages} 页。</translation>
        </message>
        <message>
            <source>{n} (file|files) new, {k} changed, {m} moved, {g} gone, {u} unchanged.</source>
            <translation>新增 {n} 个文件，变更 {k} 个，移动 {m} 个，缺失 {g} 个，未变 {u} 个。</translation>
        </message>
        <message>
            <source>{n} (finding|findings). {kinds}</source>
            <translation>共 {n} 个问题。{kinds}</translation>
        </message>
        <message>
            <source>{n} (finding|findings): {kinds}</source>
            <translation>{n} 个问题：{kinds}</translation>
        </message>
        <message>
            <source>{n} (flight|flights) over {k} (outfall|outfalls): {m} images in {folder}.</source>
            <translation>{n} 个航次，覆盖 {k} 个排污口：{m} 幅影像，位于 {folder}。</translation>
        </message>
        <message>
            <source>{n} (link|links) written.</source>
            <translation>已写入 {n} 条关联。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) made public; {gaps} (thing is|things are) missing.</source>
            <translation>公开排污口 {n} 个；缺项 {gaps} 处。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls): {changed} (change|changes), {kept} keep what a person entered, {refused} (has|have) no proposal.</source>
            <translation>{n} 个排污口：{changed} 个有变更，{kept} 个保留人工填写值，{refused} 个无建议。</translation>
        </message>
        <message>
            <source>{n} (pipe is|pipes are) closed by the expression {expression}.</source>
            <translation>{n} 条管段因表达式 {expression} 而不通水。</translation>
        </message>
        <message>
            <source>{n} (place|places) from which no pipe leads on.</source>
            <translation>{n} 处其后再无管段。</translation>
        </message>
        <message>
            <source>{n} (plate|plates); {gaps} (thing is|things are) missing; {differing} (plate|plates) on site (says|say) something else.</source>
            <translation>标志牌 {n} 块；缺项 {gaps} 处；现场牌面不一致 {differing} 块。</translation>
        </message>
        <message>
            <source>{n} (row was|rows were) changed without the plugin since it looked last; noted in the audit trail.</source>
            <translation>自上次查看以来有 {n} 行在未使用本插件的情况下被修改；已记入变更记录。</translation>
        </message>
        <message>
            <source>{n} (row|rows) at the end of {when}; {doubtful} not certain.</source>
            <translation>截至 {when} 末共 {n} 行；其中 {doubtful} 行不能确定。</translation>
        </message>
        <message>
            <source>{n} (row|rows) rejected: {reason} (rows {rows})</source>
            <translation>退回 {n} 行：{reason}（行号 {rows}）</translation>
        </message>
        <message>
            <source>{n} (row|rows) with a value (meets|meet) no pipe that carries anything.</source>
            <translation>{n} 行有数值，但未接入可输送的管段。</translation>
        </message>
        <message>
            <source>{n} (row|rows), {overdue} overdue on {day}.</source>
            <translation>{day}：共 {n} 条，其中逾期 {overdue} 条。</translation>
        </message>
        <message>
            <source>{n} (step|steps): {changed} taken, {refused} refused.</source>
            <translation>{n} 个步骤：办理 {changed} 个，退回 {refused} 个。</translation>
        </message>
        <message>
            <source>{n} (value that people entered differs|values that people entered differ) from the run and (was|were) kept.</source>
            <translation>{n} 个人工填写的值与本次溯源不同，已保留人工值。</translation>
        </message>
        <message>
            <source>{n} large (image lacks|images lack) overviews and (is|are) slow to show; making them takes about {mb} MB (OVERVIEWS).</source>
            <translation>{n} 幅大影像没有金字塔，显示较慢；生成约需 {mb} MB（OVERVIEWS）。</translation>
        </message>
        <message>
            <source>{n} more (point meets|points meet) no pipe.</source>
            <translation>另有 {n} 个点未接管网。</translation>
        </message>
        <message>
            <source>{outfalls} (outfall|outfalls) and {links} (link|links) on {sheets} (sheet|sheets).</source>
            <translation>共 {sheets} 个工作表：排污口 {outfalls} 个，溯源关联 {links} 条。</translation>
        </message>
        <message>
            <source>{outfalls} (outfall|outfalls), {pipes} (pipe|pipes), {sources} possible (source|sources).</source>
            <translation>{outfalls} 个排污口，{pipes} 条管段，{sources} 个可能的污染源。</translation>
        </message>
        <message>
            <source>{pages} (page|pages) on {n} (outfall|outfalls); {gaps} (thing is|things are) missing.</source>
            <translation>{pages} 页，排污口 {n} 个；缺项 {gaps} 处。</translation>
        </message>
        <message>
            <source>{pages} (page|pages) with {outfalls} (outfall|outfalls).</source>
            <translation>共 {pages} 页，{outfalls} 个排污口。</translation>
        </message>
        <message>
            <source>{parameter} cannot be opened: {value}.</source>
            <translation>无法打开 {parameter}：{value}。</translation>
        </message>
        <message>
            <source>{path} cannot be read or written: {reason}.</source>
            <translation>无法读取或写入 {path}：{reason}。</translation>
        </message>
        <message>
            <source>{points} of {all} (point reaches|points reach) {pipes} (pipe|pipes); {rows} (row|rows) written.</source>
            <translation>{all} 个点中有 {points} 个通达 {pipes} 条管段；写入 {rows} 行。</translation>
        </message>
        <message>
            <source>{start}: {n} (outfall|outfalls) reached.</source>
            <translation>{start}：可达 {n} 个排污口。</translation>
        </message>
        <message>
            <source>{taken} rows imported, {still} still rejected, {dismissed} dismissed, {left} open.</source>
            <translation>补录 {taken} 行，仍被退回 {still} 行，不再处理 {dismissed} 行，待处理 {left} 行。</translation>
        </message>
        <message>
            <source>{title}: {column} from “{old}” to “{new}”</source>
            <translation>{title}：{column} 由“{old}”改为“{new}”</translation>
        </message>
        <message>
            <source>{title}: {gap}</source>
            <translation>{title}：{gap}</translation>
        </message>
        <message>
            <source>{unknown} pipes of unknown direction, {contradicted} whose direction is contradicted; {applied} proposals entered.</source>
            <translation>流向不明的管段 {unknown} 条，流向有矛盾的 {contradicted} 条；已写入建议 {applied} 条。</translation>
        </message>
        <message>
            <source>“{point}” meets no pipe: it has no position.</source>
            <translation>“{point}”未接管网：没有位置。</translation>
        </message>
        <message>
            <source>“{point}” meets no pipe: no pipe starts or ends at its node “{node}”.</source>
            <translation>“{point}”未接管网：没有管段以其管点“{node}”为起点或终点。</translation>
        </message>
        <message>
            <source>“{point}” meets no pipe: the nearest is {distance} m away, SNAP_DISTANCE is {limit} m.</source>
            <translation>“{point}”未接管网：最近的管段相距 {distance} 米，SNAP_DISTANCE 为 {limit} 米。</translation>
        </message>
        <message>
            <source>“{verb}” met something unexpected and stopped: {reason}. The details are in View &gt; Panels &gt; Log Messages, tab “{tab}”.</source>
            <translation>“{verb}”遇到意外情况而停止：{reason}。详情见 视图 &gt; 面板 &gt; 日志消息 的“{tab}”标签页。</translation>
        </message>
    </context>
    <context>
        <name>Bars</name>
        <message>
            <source>Show words below the buttons</source>
            <translation>在按钮下方显示文字</translation>
        </message>
    </context>
    <context>
        <name>Bulletin</name>
        <message>
            <source>At risk</source>
            <translation>临期</translation>
        </message>
        <message>
            <source>By</source>
            <translation>时限</translation>
        </message>
        <message>
            <source>By department</source>
            <translation>按牵头部门</translation>
        </message>
        <message>
            <source>By leading department</source>
            <translation>各牵头部门情况</translation>
        </message>
        <message>
            <source>Days late</source>
            <translation>逾期天数</translation>
        </message>
        <message>
            <source>Deadlines</source>
            <translation>时限执行情况</translation>
        </message>
        <message>
            <source>Deadlines are rows of an editable table; those that no published text confirms are marked there.</source>
            <translation>时限取自可编辑的规则表；未经公开文件证实的在表中有标注。</translation>
        </message>
        <message>
            <source>Deadlines of the action plan</source>
            <translation>行动方案时限</translation>
        </message>
        <message>
            <source>Districts by share struck off</source>
            <translation>各区销号率</translation>
        </message>
        <message>
            <source>Districts compared</source>
            <translation>各区排名</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>From {first} to {last}: {said}.</source>
            <translation>{first}至{last}：{said}。</translation>
        </message>
        <message>
            <source>In time</source>
            <translation>未到期</translation>
        </message>
        <message>
            <source>Map approval number: ____________</source>
            <translation>审图号：____________</translation>
        </message>
        <message>
            <source>Month by month: {period}</source>
            <translation>逐月情况：{period}</translation>
        </message>
        <message>
            <source>Monthly dispatch on the outfalls of {where}</source>
            <translation>{where}入河排污口溯源整治月调度</translation>
        </message>
        <message>
            <source>Newly found</source>
            <translation>新发现</translation>
        </message>
        <message>
            <source>No deadline of the action plan that has passed was missed.</source>
            <translation>已到期的行动方案时限均已完成。</translation>
        </message>
        <message>
            <source>No outfall of {where} is on record for {period}: choose another PERIOD, or other DISTRICTS.</source>
            <translation>{period} 没有 {where} 的排污口记录：请选择其他 PERIOD 或 DISTRICTS。</translation>
        </message>
        <message>
            <source>Not done</source>
            <translation>未完成</translation>
        </message>
        <message>
            <source>Nothing is overdue.</source>
            <translation>没有逾期事项。</translation>
        </message>
        <message>
            <source>Nothing was on record yet on that day: drawn from what is on record on {today} and the dates in it.</source>
            <translation>当日尚无记录：按 {today} 的记录及其中的日期推算。</translation>
        </message>
        <message>
            <source>Of</source>
            <translation>应完成</translation>
        </message>
        <message>
            <source>On {date}, {closed} of {n} (outfall|outfalls) of {where} (is|are) struck off ({share})</source>
            <translation>截至{date}，{where}在册入河排污口 {n} 个，已销号 {closed} 个（{share}）</translation>
        </message>
        <message>
            <source>Outfalls</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Outfalls by progress</source>
            <translation>各区排污口整治进展</translation>
        </message>
        <message>
            <source>Outfalls that have passed each step: {steps}.</source>
            <translation>各环节完成数：{steps}。</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>逾期</translation>
        </message>
        <message>
            <source>Overdue since</source>
            <translation>最早逾期</translation>
        </message>
        <message>
            <source>Overdue, by unit</source>
            <translation>逾期单位</translation>
        </message>
        <message>
            <source>PERIOD must be a month such as 2021-09 or a quarter such as 2021-Q3; “{text}” is neither.</source>
            <translation>PERIOD 须为月（如 2021-09）或季度（如 2021-Q3）；“{text}”都不是。</translation>
        </message>
        <message>
            <source>Page rules of GB/T 9704-2012. The typefaces that it names are not free; {fonts} stand for them here, and the Word document names them.</source>
            <translation>版式按 GB/T 9704-2012。其规定字体并非免费字体，本文件以 {fonts} 代替并嵌入；Word 文件中标明规定字体。</translation>
        </message>
        <message>
            <source>Plans by their own deadlines</source>
            <translation>整治方案时限</translation>
        </message>
        <message>
            <source>Plans with a deadline</source>
            <translation>有时限的方案</translation>
        </message>
        <message>
            <source>Progress by district</source>
            <translation>各区进展</translation>
        </message>
        <message>
            <source>Quarterly analysis of the outfalls of {where}</source>
            <translation>{where}入河排污口溯源整治季度分析</translation>
        </message>
        <message>
            <source>Rank</source>
            <translation>名次</translation>
        </message>
        <message>
            <source>Ranked by the share struck off of the outfalls in the register; equal shares have one rank.</source>
            <translation>按在册排污口的销号率排名；销号率相同的名次相同。</translation>
        </message>
        <message>
            <source>Reports by citizens</source>
            <translation>公众举报</translation>
        </message>
        <message>
            <source>Samples over the limit</source>
            <translation>超标样品</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>完成率</translation>
        </message>
        <message>
            <source>Share struck off</source>
            <translation>销号率</translation>
        </message>
        <message>
            <source>The bulletin as a Word document</source>
            <translation>Word 简报</translation>
        </message>
        <message>
            <source>The period is not over.</source>
            <translation>本期尚未结束。</translation>
        </message>
        <message>
            <source>The period {text} has not begun: today is {today}.</source>
            <translation>{text} 尚未开始：今天是 {today}。</translation>
        </message>
        <message>
            <source>The template {path} cannot be used: {reason}. Fields to fill in: {fields}.</source>
            <translation>模板 {path} 无法使用：{reason}。可用字段：{fields}。</translation>
        </message>
        <message>
            <source>The template {path} has fields that do not exist: {names}. Fields there are: {fields}.</source>
            <translation>模板 {path} 中的字段不存在：{names}。可用字段：{fields}。</translation>
        </message>
        <message>
            <source>The units with most overdue outfalls; the register of the same date has all.</source>
            <translation>以下为逾期排污口较多的单位；全部见同日台账。</translation>
        </message>
        <message>
            <source>Things overdue</source>
            <translation>逾期事项</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Visits on site</source>
            <translation>现场核查</translation>
        </message>
        <message>
            <source>What</source>
            <translation>事项</translation>
        </message>
        <message>
            <source>What changed</source>
            <translation>本期变化</translation>
        </message>
        <message>
            <source>What changed: {period}</source>
            <translation>本期变化：{period}</translation>
        </message>
        <message>
            <source>Where the work stands</source>
            <translation>总体情况</translation>
        </message>
        <message>
            <source>bulletin {period}</source>
            <translation>简报 {period}</translation>
        </message>
        <message>
            <source>it lies in no district</source>
            <translation>未填所在区</translation>
        </message>
        <message>
            <source>its stages cannot be in the order recorded</source>
            <translation>整治阶段的先后顺序不可能</translation>
        </message>
        <message>
            <source>no change on record</source>
            <translation>无变化记录</translation>
        </message>
        <message>
            <source>no outfall on record</source>
            <translation>没有排污口记录</translation>
        </message>
        <message>
            <source>no plan yet</source>
            <translation>尚无方案</translation>
        </message>
        <message>
            <source>not begun</source>
            <translation>未开工</translation>
        </message>
        <message>
            <source>planned</source>
            <translation>已制订方案</translation>
        </message>
        <message>
            <source>something overdue</source>
            <translation>有逾期事项</translation>
        </message>
        <message>
            <source>struck off</source>
            <translation>已销号</translation>
        </message>
        <message>
            <source>the whole reach</source>
            <translation>全市</translation>
        </message>
        <message>
            <source>unit not yet known</source>
            <translation>责任单位未明确</translation>
        </message>
        <message>
            <source>works begun</source>
            <translation>整治中</translation>
        </message>
        <message>
            <source>works finished</source>
            <translation>完成整治</translation>
        </message>
        <message>
            <source>{n} (plan has|plans have) a deadline of (its|their) own: {done} done, {late} overdue, {risk} at risk.</source>
            <translation>有时限的整治方案 {n} 个：已完成 {done} 个，逾期 {late} 个，临期 {risk} 个。</translation>
        </message>
        <message>
            <source>{open} of {n} finished (record|records) (is|are) not reviewed</source>
            <translation>{n} 条已完成成果中有 {open} 条未审核</translation>
        </message>
        <message>
            <source>{period}, state of {date}</source>
            <translation>{period}（数据截至{date}）</translation>
        </message>
        <message>
            <source>{said}; nothing is overdue.</source>
            <translation>{said}；没有逾期事项。</translation>
        </message>
        <message>
            <source>{said}; {n} (has|have) something overdue, most of them in {district}: {late} of {of}.</source>
            <translation>{said}；{n} 个排污口有逾期事项，最多的是{district}：{of} 个中有 {late} 个。</translation>
        </message>
        <message>
            <source>{step}: {n}</source>
            <translation>{step} {n} 个</translation>
        </message>
        <message>
            <source>{what} (by {day}): {done} of {of} done, {open} late.</source>
            <translation>{what}（{day}前）：应完成 {of} 个，已完成 {done} 个，逾期 {open} 个。</translation>
        </message>
    </context>
    <context>
        <name>Complete</name>
        <message>
            <source>Complete {outfall}</source>
            <translation>完成 {outfall}</translation>
        </message>
        <message>
            <source>No source is confirmed: assign one, or say why the outfall cannot be traced.</source>
            <translation>没有已确认的污染源：请指定污染源，或说明为何无法溯源。</translation>
        </message>
        <message>
            <source>Reopen {outfall}</source>
            <translation>重新打开 {outfall}</translation>
        </message>
        <message>
            <source>Say why {outfall} cannot be traced.</source>
            <translation>请说明 {outfall} 为何无法溯源。</translation>
        </message>
        <message>
            <source>Say why {outfall} is sent back.</source>
            <translation>请说明退回 {outfall} 的原因。</translation>
        </message>
        <message>
            <source>Send {outfall} back</source>
            <translation>退回 {outfall}</translation>
        </message>
        <message>
            <source>The outfall is not in the project any more.</source>
            <translation>该排污口已不在项目中。</translation>
        </message>
        <message>
            <source>The result is out of date: {because}. Trace the outfall again.</source>
            <translation>结果已过期：{because}。请重新溯源该排污口。</translation>
        </message>
        <message>
            <source>There is no reason why it is untraceable.</source>
            <translation>没有填写无法溯源的原因。</translation>
        </message>
        <message>
            <source>There is no responsible party.</source>
            <translation>没有责任主体。</translation>
        </message>
        <message>
            <source>the network was edited</source>
            <translation>管网有修改</translation>
        </message>
        <message>
            <source>{n} sources are confirmed without evidence: attach some.</source>
            <translation>{n} 个污染源已确认但没有证据：请添加证据。</translation>
        </message>
        <message>
            <source>{n} sources are no longer reached by the trace: decide them again.</source>
            <translation>{n} 个污染源后续溯源未达：请重新判定。</translation>
        </message>
        <message>
            <source>{n} sources are still candidates: confirm or reject them.</source>
            <translation>{n} 个污染源仍为候选：请确认或排除。</translation>
        </message>
        <message>
            <source>{outfall} can be traced after all</source>
            <translation>{outfall} 可以溯源</translation>
        </message>
        <message>
            <source>{outfall} has {n} confirmed (source|sources), so it is traced. Reject what is confirmed first, or set it back to candidate.</source>
            <translation>{outfall} 有 {n} 个已确认的污染源，说明已溯源。请先排除这些污染源，或恢复为候选。</translation>
        </message>
        <message>
            <source>{outfall} is not complete yet: {n} (item is|items are) missing.</source>
            <translation>{outfall} 尚未完成：缺 {n} 项。</translation>
        </message>
        <message>
            <source>{outfall} is untraceable</source>
            <translation>{outfall} 无法溯源</translation>
        </message>
        <message>
            <source>{source} is confirmed without evidence: attach some.</source>
            <translation>{source} 已确认但没有证据：请添加证据。</translation>
        </message>
        <message>
            <source>{source} is no longer reached by the trace: decide it again.</source>
            <translation>{source} 后续溯源未达：请重新判定。</translation>
        </message>
        <message>
            <source>{source} is still a candidate: confirm or reject it.</source>
            <translation>{source} 仍为候选：请确认或排除。</translation>
        </message>
    </context>
    <context>
        <name>Configurations</name>
        <message>
            <source>A configuration needs a name.</source>
            <translation>配置须有名称。</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Configurations of this project</source>
            <translation>本项目的溯源配置</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Delete the configuration {name}</source>
            <translation>删除溯源配置 {name}</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>说明</translation>
        </message>
        <message>
            <source>Export the configuration</source>
            <translation>导出溯源配置</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Import a configuration</source>
            <translation>导入溯源配置</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>In {place} these settings hold values of the wrong kind: {settings}.</source>
            <translation>{place} 中以下设置的值类型不对：{settings}。</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新建</translation>
        </message>
        <message>
            <source>Pipes for which this is true are closed</source>
            <translation>满足此表达式的管段视为阻断</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save the configuration {name}</source>
            <translation>保存溯源配置 {name}</translation>
        </message>
        <message>
            <source>The configuration “{name}” filters tables that a project does not have: {tables}.</source>
            <translation>配置“{name}”筛选的表在项目中不存在：{tables}。</translation>
        </message>
        <message>
            <source>The expression that closes pipes is not valid: {reason}</source>
            <translation>阻断管段的表达式有误：{reason}</translation>
        </message>
        <message>
            <source>The file {path} cannot be read: {reason}.</source>
            <translation>文件 {path} 无法读取：{reason}。</translation>
        </message>
        <message>
            <source>Used by runs that name none</source>
            <translation>未指定配置的溯源均采用此配置</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>any kind</source>
            <translation>不限类别</translation>
        </message>
        <message>
            <source>the part “options” is missing</source>
            <translation>缺少“options”部分</translation>
        </message>
        <message>
            <source>{name} (default)</source>
            <translation>{name}（默认）</translation>
        </message>
        <message>
            <source>{path} has no configuration “{name}”, nor any other. Save one first, or import it from a file.</source>
            <translation>{path} 中没有配置“{name}”，也没有其他配置。请先保存一个，或从文件导入。</translation>
        </message>
        <message>
            <source>{path} has no configuration “{name}”. There are: {names}.</source>
            <translation>{path} 中没有配置“{name}”。现有：{names}。</translation>
        </message>
        <message>
            <source>{path} has several default configurations: {names}. Keep one marked.</source>
            <translation>{path} 中有多个默认配置：{names}。请只保留一个默认标记。</translation>
        </message>
        <message>
            <source>{place} holds no configuration: {reason}.</source>
            <translation>{place} 不是有效的配置：{reason}。</translation>
        </message>
        <message>
            <source>“{name}” is kept with the next save of the project.</source>
            <translation>“{name}”将随项目的下一次保存写入。</translation>
        </message>
        <message>
            <source>“{name}” was written to {path}.</source>
            <translation>“{name}”已写入 {path}。</translation>
        </message>
    </context>
    <context>
        <name>Correct</name>
        <message>
            <source>A pipe is split between its ends, not at one of them.</source>
            <translation>只能在管段两端之间打断，不能在端点处打断。</translation>
        </message>
        <message>
            <source>Abandon pipe {pipe}</source>
            <translation>将管段 {pipe} 标记为废弃</translation>
        </message>
        <message>
            <source>Block pipe {pipe}</source>
            <translation>封堵管段 {pipe}</translation>
        </message>
        <message>
            <source>Click a manhole to close or open its gate, a pipe to block it.</source>
            <translation>单击检查井以关闭或打开其闸门，单击管段以封堵。</translation>
        </message>
        <message>
            <source>Click the end of the pipe that is to be connected.</source>
            <translation>单击要连接的管段端点。</translation>
        </message>
        <message>
            <source>Click the manhole or the end of pipes that is to be moved.</source>
            <translation>单击要移动的检查井或管段端点。</translation>
        </message>
        <message>
            <source>Click the new place; {n} (pipe comes|pipes come) along.</source>
            <translation>单击新位置，{n} 条管段随之移动。</translation>
        </message>
        <message>
            <source>Click the next point; a right click ends the pipe, Backspace takes a point back.</source>
            <translation>单击下一点；右键结束，退格键撤回一点。</translation>
        </message>
        <message>
            <source>Click the pipe that does not exist.</source>
            <translation>单击实际不存在的管段。</translation>
        </message>
        <message>
            <source>Click the pipe that is abandoned, or no longer is.</source>
            <translation>单击已废弃或不再废弃的管段。</translation>
        </message>
        <message>
            <source>Click the pipe to flip.</source>
            <translation>单击要反转流向的管段。</translation>
        </message>
        <message>
            <source>Click the pipe where it is to be cut; manholes catch the click.</source>
            <translation>在要打断的位置单击管段；会自动捕捉检查井。</translation>
        </message>
        <message>
            <source>Click where it belongs: a manhole, an end or a pipe.</source>
            <translation>单击应接入的位置：检查井、管段端点或管段中部。</translation>
        </message>
        <message>
            <source>Click where the pipe begins; draw along the flow.</source>
            <translation>单击管段起点，沿水流方向绘制。</translation>
        </message>
        <message>
            <source>Click: pipe {name} is blocked.</source>
            <translation>单击：封堵管段 {name}。</translation>
        </message>
        <message>
            <source>Click: pipe {name} is free again.</source>
            <translation>单击：解除管段 {name} 的封堵。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is abandoned; nothing flows through it.</source>
            <translation>单击：管段 {pipe} 标记为废弃，不再过水。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is back in service.</source>
            <translation>单击：管段 {pipe} 恢复使用。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is connected to {target}.</source>
            <translation>单击：将管段 {pipe} 接到 {target}。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is cut at manhole {manhole}.</source>
            <translation>单击：在检查井 {manhole} 处打断管段 {pipe}。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is cut here.</source>
            <translation>单击：在此处打断管段 {pipe}。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is deleted.</source>
            <translation>单击：删除管段 {pipe}。</translation>
        </message>
        <message>
            <source>Click: pipe {pipe} is flipped; its line is reversed, levels stay with their ends.</source>
            <translation>单击：反转管段 {pipe} 的流向（线方向对调，两端标高不变）。</translation>
        </message>
        <message>
            <source>Click: the flow of pipe {pipe} is flipped.</source>
            <translation>单击：反转管段 {pipe} 的流向。</translation>
        </message>
        <message>
            <source>Click: the gate at {name} is closed.</source>
            <translation>单击：关闭 {name} 处的闸门。</translation>
        </message>
        <message>
            <source>Click: the gate at {name} is opened.</source>
            <translation>单击：打开 {name} 处的闸门。</translation>
        </message>
        <message>
            <source>Click: the pipe begins at {target}.</source>
            <translation>单击：管段起于 {target}。</translation>
        </message>
        <message>
            <source>Click: the pipe goes to {target}. A right click ends it.</source>
            <translation>单击：管段接至 {target}，右键结束。</translation>
        </message>
        <message>
            <source>Click: this end of pipe {pipe} is taken.</source>
            <translation>单击：选取管段 {pipe} 的这一端。</translation>
        </message>
        <message>
            <source>Click: this node is taken with its pipes.</source>
            <translation>单击：选取此节点及其管段。</translation>
        </message>
        <message>
            <source>Close the gate at {manhole}</source>
            <translation>关闭 {manhole} 处的闸门</translation>
        </message>
        <message>
            <source>Connect an end</source>
            <translation>连接管段端点</translation>
        </message>
        <message>
            <source>Connect pipe {pipe}</source>
            <translation>连接管段 {pipe}</translation>
        </message>
        <message>
            <source>Correct the network</source>
            <translation>修正管网</translation>
        </message>
        <message>
            <source>Delete a pipe</source>
            <translation>删除管段</translation>
        </message>
        <message>
            <source>Delete pipe {pipe}</source>
            <translation>删除管段 {pipe}</translation>
        </message>
        <message>
            <source>Draw a missing pipe</source>
            <translation>补绘缺失管段</translation>
        </message>
        <message>
            <source>Draw pipe {pipe}</source>
            <translation>补绘管段 {pipe}</translation>
        </message>
        <message>
            <source>Draw, connect, flip, split, close, abandon or move parts of the network</source>
            <translation>补绘、连接、反转、打断、阻断、废弃或移动管网要素</translation>
        </message>
        <message>
            <source>Flip a pipe</source>
            <translation>反转流向</translation>
        </message>
        <message>
            <source>Flip pipe {pipe}</source>
            <translation>反转管段 {pipe} 的流向</translation>
        </message>
        <message>
            <source>Mark as abandoned</source>
            <translation>标记为废弃</translation>
        </message>
        <message>
            <source>Move a node with its pipes</source>
            <translation>移动节点及其管段</translation>
        </message>
        <message>
            <source>Move a node with {n} (pipe|pipes)</source>
            <translation>移动节点及 {n} 条管段</translation>
        </message>
        <message>
            <source>Move node {node}</source>
            <translation>移动节点 {node}</translation>
        </message>
        <message>
            <source>Open an outfall project with its pipes and manholes first.</source>
            <translation>请先打开含有管渠和检查井图层的排污口项目。</translation>
        </message>
        <message>
            <source>Open the gate at {manhole}</source>
            <translation>打开 {manhole} 处的闸门</translation>
        </message>
        <message>
            <source>Pipe {pipe} is drawn in several parts.</source>
            <translation>管段 {pipe} 为多部件要素。</translation>
        </message>
        <message>
            <source>Pipe {pipe} is drawn in several parts. Separate them first, with QGIS's tool for multi-part features.</source>
            <translation>管段 {pipe} 为多部件要素。请先用 QGIS 的多部件要素工具将其分开。</translation>
        </message>
        <message>
            <source>Put pipe {pipe} back in service</source>
            <translation>恢复使用管段 {pipe}</translation>
        </message>
        <message>
            <source>Set or lift a barrier</source>
            <translation>设置或解除阻断</translation>
        </message>
        <message>
            <source>Show the form of drawn pipes</source>
            <translation>补绘后显示属性表单</translation>
        </message>
        <message>
            <source>Split a pipe</source>
            <translation>打断管段</translation>
        </message>
        <message>
            <source>Split pipe {pipe}</source>
            <translation>打断管段 {pipe}</translation>
        </message>
        <message>
            <source>The direction of pipe {pipe} follows its invert levels in this configuration. Correct the levels, or choose another direction policy.</source>
            <translation>在当前配置下，管段 {pipe} 的流向由管底标高决定。请更正标高，或选择其他流向判定依据。</translation>
        </message>
        <message>
            <source>The levels of pipe {pipe} decide its direction; correct them.</source>
            <translation>管段 {pipe} 的流向由标高决定，请更正标高。</translation>
        </message>
        <message>
            <source>This is the same pipe; click where it belongs.</source>
            <translation>这是同一条管段，请单击应接入的位置。</translation>
        </message>
        <message>
            <source>manhole {name}</source>
            <translation>检查井 {name}</translation>
        </message>
        <message>
            <source>the end of pipe {name}</source>
            <translation>管段 {name} 的端点</translation>
        </message>
        <message>
            <source>the middle of pipe {name}</source>
            <translation>管段 {name} 中部</translation>
        </message>
        <message>
            <source>{layer} is read-only, so the network cannot be corrected here.</source>
            <translation>图层“{layer}”为只读，无法在此修正管网。</translation>
        </message>
        <message>
            <source>{what} Enter does it.</source>
            <translation>{what}按回车键执行。</translation>
        </message>
        <message>
            <source>{what}: its downstream end meets no pipe or manhole.</source>
            <translation>{what}：下游端未接到管段或检查井。</translation>
        </message>
        <message>
            <source>{what}: its upstream end meets no pipe or manhole.</source>
            <translation>{what}：上游端未接到管段或检查井。</translation>
        </message>
        <message>
            <source>{what}: neither end meets a pipe or manhole.</source>
            <translation>{what}：两端均未接到管段或检查井。</translation>
        </message>
    </context>
    <context>
        <name>Demo</name>
        <message>
            <source>A demonstration needs at least {outfalls} outfalls and {pipes} pipes, and eight pipes for every outfall.</source>
            <translation>演示项目至少需要 {outfalls} 个排污口和 {pipes} 条管段，且每个排污口至少八条管段。</translation>
        </message>
        <message>
            <source>Demonstration project {path}: {outfalls} outfalls, {pipes} pipes, {sources} possible sources, {links} true links (seed {seed}). Schematic, invented data.</source>
            <translation>演示项目 {path}：排污口 {outfalls} 个，管段 {pipes} 条，可能的污染源 {sources} 个，真实关联 {links} 条（种子 {seed}）。数据为示意，均属虚构。</translation>
        </message>
        <message>
            <source>The truth file {path} cannot be read.</source>
            <translation>无法读取真值文件 {path}。</translation>
        </message>
        <message>
            <source>There is no folder {folder}.</source>
            <translation>文件夹 {folder} 不存在。</translation>
        </message>
        <message>
            <source>{path} exists already. Choose another name, or delete it first.</source>
            <translation>{path} 已存在。请换一个名称，或先将其删除。</translation>
        </message>
    </context>
    <context>
        <name>Desk</name>
        <message>
            <source>Added {n} (layer|layers) with the result to the project, not saved yet.</source>
            <translation>已将结果作为 {n} 个图层添加到工程；图层尚未保存。</translation>
        </message>
        <message>
            <source>Load again</source>
            <translation>重新载入</translation>
        </message>
        <message>
            <source>Open an outfall project first.</source>
            <translation>请先打开排污口项目。</translation>
        </message>
        <message>
            <source>Removed from the window, not from the file: {layers}.</source>
            <translation>已从窗口移除（文件中仍在）：{layers}。</translation>
        </message>
        <message>
            <source>Select one or more outfalls in the register or on the map.</source>
            <translation>请在台账中或地图上选择一个或多个排污口。</translation>
        </message>
        <message>
            <source>There is nothing to trace here; click nearer to an outfall, source or pipe.</source>
            <translation>此处没有可溯源的对象；请靠近排污口、污染源或管段单击。</translation>
        </message>
        <message>
            <source>{length} of network</source>
            <translation>管网 {length}</translation>
        </message>
    </context>
    <context>
        <name>Dialogs</name>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>确定</translation>
        </message>
    </context>
    <context>
        <name>Edits</name>
        <message>
            <source>A geometry of {layer} has several parts, and the table holds one part per row. Split it into rows, then save. Nothing was saved, and your edits are kept.</source>
            <translation>{layer} 中有多部件要素，而表中每行只能存一个部件。请先拆分为多行，再保存。未保存任何内容，您的编辑仍保留。</translation>
        </message>
        <message>
            <source>Another program changed it: {columns}.</source>
            <translation>另一程序更改了：{columns}。</translation>
        </message>
        <message>
            <source>Another program wrote into {project}: {layers}. What is shown is up to date again; look once more at what you are about to change.</source>
            <translation>其他程序改写了 {project}：{layers}。显示内容已更新，修改前请再核对一遍。</translation>
        </message>
        <message>
            <source>Columns of {layer} were added or removed. The tables of a project keep their columns: undo that, then save. Nothing was saved, and your edits are kept.</source>
            <translation>{layer} 的字段被增加或删除。项目表的字段应保持不变：请先撤销该操作，再保存。未保存任何内容，您的编辑仍保留。</translation>
        </message>
        <message>
            <source>Edit first, save later</source>
            <translation>改为“先编辑、后保存”方式</translation>
        </message>
        <message>
            <source>Edit of {layer}</source>
            <translation>编辑 {layer}</translation>
        </message>
        <message>
            <source>Keep mine</source>
            <translation>保留我的</translation>
        </message>
        <message>
            <source>Layers are being edited. Save or discard their edits with QGIS's own buttons first.</source>
            <translation>有图层正在编辑。请先用 QGIS 自己的按钮保存或放弃这些编辑。</translation>
        </message>
        <message>
            <source>Looking for changes made without the plugin</source>
            <translation>正在查看未使用本插件时的修改</translation>
        </message>
        <message>
            <source>Nothing was saved, and your edits are kept.</source>
            <translation>未保存任何内容，您的编辑仍保留。</translation>
        </message>
        <message>
            <source>Open an outfall project first.</source>
            <translation>请先打开排污口项目。</translation>
        </message>
        <message>
            <source>QGIS ended before {n} (action was|actions were) saved ({when}). Everything saved before is there; do what is lost again.</source>
            <translation>QGIS 在 {n} 个操作保存之前结束（{when}）。此前保存的内容都在；这些操作请重做一遍。</translation>
        </message>
        <message>
            <source>QGIS ended while it saved {n} (action|actions) ({when}). A save is whole or not at all: look what is there.</source>
            <translation>QGIS 在保存 {n} 个操作时结束（{when}）。一次保存要么全部写入，要么全不写入：请核对这些操作是否已在文件中。</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Repeat the action that was taken back</source>
            <translation>重做已撤销的操作</translation>
        </message>
        <message>
            <source>Save all edits</source>
            <translation>保存全部编辑</translation>
        </message>
        <message>
            <source>Save the edits of all tables together, or none of them</source>
            <translation>将所有表的编辑一并保存，要么全部保存，要么都不保存</translation>
        </message>
        <message>
            <source>Saved.</source>
            <translation>已保存。</translation>
        </message>
        <message>
            <source>Saved: {what}.</source>
            <translation>已保存：{what}。</translation>
        </message>
        <message>
            <source>Take back the last action, in all its tables</source>
            <translation>撤销上一步操作，涉及的所有表一并恢复</translation>
        </message>
        <message>
            <source>Take the other program's values</source>
            <translation>采用另一程序的值</translation>
        </message>
        <message>
            <source>Take theirs</source>
            <translation>采用对方的</translation>
        </message>
        <message>
            <source>The row is not there any more. Reload the project.</source>
            <translation>该行已不存在。请重新加载项目。</translation>
        </message>
        <message>
            <source>The row was deleted by another program.</source>
            <translation>该行已被另一程序删除。</translation>
        </message>
        <message>
            <source>The table {table} of {path} cannot be opened. Reload the project.</source>
            <translation>无法打开 {path} 的表 {table}。请重新加载项目。</translation>
        </message>
        <message>
            <source>There is no room left on the disk of {path}, or it cannot be written. Make room, then save again.</source>
            <translation>{path} 所在磁盘空间不足，或无法写入。请腾出空间后再保存。</translation>
        </message>
        <message>
            <source>This QGIS project writes edits into the file at once (automatic transaction groups), where nothing can be judged, corrected or undone over several tables. Set the transaction mode in the project's properties to local edit buffers.</source>
            <translation>此 QGIS 工程将编辑即时写入文件（自动事务组），无法跨表判定、修正或撤销。请在工程属性中将事务模式改为“先编辑、后保存”方式（本地编辑缓存）。</translation>
        </message>
        <message>
            <source>This QGIS project writes edits into the file at once (automatic transaction groups). Nothing can be judged or corrected that way.</source>
            <translation>此 QGIS 工程将编辑即时写入文件（自动事务组），这样无法判定或修正。</translation>
        </message>
        <message>
            <source>Two rows have the same identifier, which {path} does not take. Delete one of them, then save again.</source>
            <translation>有两行的标识相同，{path} 无法接受。请删除其中一行，再保存。</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>What you did to {n} (outfall|outfalls) cannot follow what the file says by now. Nothing was saved, and your edits are kept: take the other program's values, or undo your steps.</source>
            <translation>您对 {n} 个排污口所做的步骤与文件中的最新情况不能衔接（其他人已先行办理）。未保存任何内容，您的编辑仍保留：请采用对方的内容，或撤销您的步骤。</translation>
        </message>
        <message>
            <source>While you edited, another program changed {n} (row|rows) of this project that you edited too. Nothing was saved, and your edits are kept. Choose whose values stay.</source>
            <translation>在您编辑期间，另一程序更改了您也编辑过的 {n} 行。未保存任何内容，您的编辑仍保留。请选择保留哪一方的值。</translation>
        </message>
        <message>
            <source>its place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>pipes and manholes: {what}</source>
            <translation>管网：{what}</translation>
        </message>
        <message>
            <source>{layer} did not take the change. Nothing was changed.</source>
            <translation>{layer} 未接受该更改。没有任何内容被更改。</translation>
        </message>
        <message>
            <source>{layer} is read-only, so nothing can be changed in it. Copy the project to a folder where you may write, or lift the layer's read-only setting.</source>
            <translation>{layer} 为只读，无法更改。请将项目复制到可写入的文件夹，或取消图层的只读设置。</translation>
        </message>
        <message>
            <source>{n} (candidate|candidates) dropped</source>
            <translation>减少候选 {n} 个</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) complete</source>
            <translation>完成排污口 {n} 个</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) reopened</source>
            <translation>重新打开排污口 {n} 个</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) sent back</source>
            <translation>退回排污口 {n} 个</translation>
        </message>
        <message>
            <source>{n} (piece|pieces) of evidence attached</source>
            <translation>附加证据 {n} 件</translation>
        </message>
        <message>
            <source>{n} (row was|rows were) changed without the plugin since it looked last. The history of each says so, and between which times.</source>
            <translation>自上次查看以来有 {n} 行在未使用本插件的情况下被修改。各自的历史记录中已注明，并写明在哪两个时间之间。</translation>
        </message>
        <message>
            <source>{n} (source|sources) back to candidate</source>
            <translation>恢复为候选 {n} 个</translation>
        </message>
        <message>
            <source>{n} (source|sources) confirmed</source>
            <translation>确认污染源 {n} 个</translation>
        </message>
        <message>
            <source>{n} (source|sources) no longer reached</source>
            <translation>后续溯源未达 {n} 个</translation>
        </message>
        <message>
            <source>{n} (source|sources) rejected</source>
            <translation>排除污染源 {n} 个</translation>
        </message>
        <message>
            <source>{n} (text|texts) for the public (tells|tell) of a person. Nothing was saved, and your edits are kept: take out what is named, then save.</source>
            <translation>{n} 处公开文本含个人信息。未保存任何内容，您的编辑仍保留：请删去所指内容后再保存。</translation>
        </message>
        <message>
            <source>{n} changed</source>
            <translation>修改 {n} 处</translation>
        </message>
        <message>
            <source>{n} deleted</source>
            <translation>删除 {n} 处</translation>
        </message>
        <message>
            <source>{n} drawn</source>
            <translation>补绘 {n} 处</translation>
        </message>
        <message>
            <source>{path} could not be written.</source>
            <translation>无法写入 {path}。</translation>
        </message>
        <message>
            <source>{path} is being written by another program. Wait until it is done, or close it there, and save again.</source>
            <translation>{path} 正被另一程序写入。请等其完成，或在该程序中关闭后再保存。</translation>
        </message>
        <message>
            <source>{path} is write-protected. Ask for the right to write it, then save again.</source>
            <translation>{path} 受写保护。请先取得写入权限，再保存。</translation>
        </message>
        <message>
            <source>{table}: {n} (row|rows)</source>
            <translation>{table} {n} 行</translation>
        </message>
        <message>
            <source>“{part}” is a number, an address or a name of a person.</source>
            <translation>“{part}”是个人的号码、地址或姓名。</translation>
        </message>
    </context>
    <context>
        <name>Ends</name>
        <message>
            <source>No pipe is connected here, but pipe {pipe} lies {gap} m away.</source>
            <translation>此处无管段接入，但管段 {pipe} 相距仅 {gap} 米。</translation>
        </message>
        <message>
            <source>No pipe leads on from here.</source>
            <translation>此处以下再无管段。</translation>
        </message>
        <message>
            <source>Pipe {pipe} is a side way (overflow or diversion) at the split above; this run follows main ways only.</source>
            <translation>管段 {pipe} 是其上游分流处的旁路（溢流或分流），本次只走主去向。</translation>
        </message>
        <message>
            <source>The flow direction of pipe {pipe} is not known, so it was not followed.</source>
            <translation>管段 {pipe} 流向不明，未继续溯源。</translation>
        </message>
        <message>
            <source>The network begins here.</source>
            <translation>管网由此起始。</translation>
        </message>
        <message>
            <source>The pipes form a ring: water would flow in a circle.</source>
            <translation>管段构成环路，水将循环流动。</translation>
        </message>
        <message>
            <source>The trace reached its limit.</source>
            <translation>溯源已达到限值。</translation>
        </message>
        <message>
            <source>The trace reached its limit: the distance along the network.</source>
            <translation>溯源达到限值：沿管网距离。</translation>
        </message>
        <message>
            <source>The trace reached its limit: the number of manholes.</source>
            <translation>溯源达到限值：检查井数。</translation>
        </message>
        <message>
            <source>The trace reached its limit: the number of sources.</source>
            <translation>溯源达到限值：污染源数。</translation>
        </message>
        <message>
            <source>The trace stops at pipe {pipe}: abandoned, blocked, a closed gate, or a barrier of this run.</source>
            <translation>溯源止于管段 {pipe}：已废弃、已封堵、闸门关闭，或为本次设定的阻断。</translation>
        </message>
    </context>
    <context>
        <name>Evidence</name>
        <message>
            <source>Attach {file} to {outfall}</source>
            <translation>将 {file} 附到 {outfall}</translation>
        </message>
        <message>
            <source>Remove {n} (piece|pieces) of evidence</source>
            <translation>移除 {n} 件证据</translation>
        </message>
        <message>
            <source>The evidence “{path}” does not lie in the project's folder, so it is not opened. Attach the file again.</source>
            <translation>证据“{path}”不在项目文件夹内，因此不予打开。请重新添加该文件。</translation>
        </message>
        <message>
            <source>There is no file {path}.</source>
            <translation>文件 {path} 不存在。</translation>
        </message>
        <message>
            <source>{file} could not be copied into {folder}: {reason}. Is there room, and may you write there?</source>
            <translation>无法将 {file} 复制到 {folder}：{reason}。请检查磁盘空间和写入权限。</translation>
        </message>
        <message>
            <source>{folder} leads out of the project's folder, so nothing is stored in it. Remove that link.</source>
            <translation>{folder} 指向项目文件夹之外，因此不在其中存放文件。请移除该链接。</translation>
        </message>
    </context>
    <context>
        <name>Export</name>
        <message>
            <source>Ends</source>
            <translation>终点</translation>
        </message>
        <message>
            <source>Outfalls</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Pipes</source>
            <translation>管段</translation>
        </message>
        <message>
            <source>Sources</source>
            <translation>污染源</translation>
        </message>
    </context>
    <context>
        <name>Expressions</name>
        <message>
            <source>Arguments</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>Example</source>
            <translation>示例</translation>
        </message>
        <message>
            <source>Identifiers (uid) of the outfalls that a source drains to, the nearest first.</source>
            <translation>污染源排向的各排污口的标识（uid），由近到远。</translation>
        </message>
        <message>
            <source>Metres from a source to an outfall: the last hop and the way along the network. Empty where the two are not linked.</source>
            <translation>污染源到排污口的距离（米）：接入距离加管网距离。两者没有关联时为空。</translation>
        </message>
        <message>
            <source>Names of the sources that drain to an outfall, the most certain first.</source>
            <translation>排向某排污口的污染源名称，可信度高者在前。</translation>
        </message>
        <message>
            <source>No outfall project is open.</source>
            <translation>没有打开排污口项目。</translation>
        </message>
        <message>
            <source>Number of outfalls that a source drains to.</source>
            <translation>污染源排向的排污口个数。</translation>
        </message>
        <message>
            <source>The expression {expression} cannot be used on the table {table}: {reason}</source>
            <translation>表达式 {expression} 不能用于表 {table}：{reason}</translation>
        </message>
        <message>
            <source>outfall: uid of the outfall. source: uid of the source.</source>
            <translation>outfall：排污口的 uid；source：污染源的 uid。</translation>
        </message>
        <message>
            <source>outfall: uid of the outfall; empty: the row at hand. status: candidate, confirmed, rejected or lost; empty: candidates and confirmed ones.</source>
            <translation>outfall：排污口的 uid，不填表示当前行；status：candidate（候选）、confirmed（已确认）、rejected（已排除）或 lost（后续溯源未达），不填表示候选和已确认的关联。</translation>
        </message>
        <message>
            <source>source: uid of the source; empty: the row at hand. status: as in outfall_sources.</source>
            <translation>source：污染源的 uid，不填表示当前行；status：同 outfall_sources。</translation>
        </message>
        <message>
            <source>the table cannot be opened.</source>
            <translation>该表无法打开。</translation>
        </message>
        <message>
            <source>there is no column {columns}.</source>
            <translation>没有列 {columns}。</translation>
        </message>
    </context>
    <context>
        <name>Field</name>
        <message>
            <source>QField needs file names of plain letters, digits, - and _; rename {name}, such as to {better}.</source>
            <translation>QField 的文件名只能用英文字母、数字、- 和 _；请将 {name} 改名，例如 {better}。</translation>
        </message>
        <message>
            <source>The layer {layer} cannot be opened: mend its source, or remove it from the project.</source>
            <translation>图层“{layer}”无法打开：请修正数据源，或从工程中移除。</translation>
        </message>
        <message>
            <source>The layer {layer} has no key by which its rows come back: remove it from the project.</source>
            <translation>图层“{layer}”没有主键，数据无法带回：请从工程中移除。</translation>
        </message>
        <message>
            <source>The layer {layer} is not in UTF-8: save it as a GeoPackage.</source>
            <translation>图层“{layer}”不是 UTF-8 编码：请另存为 GeoPackage。</translation>
        </message>
        <message>
            <source>The layer {layer} lies in memory only: save it into a file, or remove it from the project.</source>
            <translation>图层“{layer}”只在内存中：请保存为文件，或从工程中移除。</translation>
        </message>
        <message>
            <source>{target} must lie beside {path}: QField finds the tables from there.</source>
            <translation>{target} 必须与 {path} 放在同一文件夹：QField 由此找到各表。</translation>
        </message>
    </context>
    <context>
        <name>Files</name>
        <message>
            <source>The file {path} cannot be written: {reason}.</source>
            <translation>文件 {path} 无法写入：{reason}。</translation>
        </message>
        <message>
            <source>The file {path} could not be written whole; what was there is as it was. Is the disk full?</source>
            <translation>文件 {path} 未能完整写入，原有内容保持不变。磁盘是否已满？</translation>
        </message>
        <message>
            <source>The folder {folder} is replaced as a whole, but holds what was not made here: {names}. Give an empty folder, or one that this verb made.</source>
            <translation>文件夹 {folder} 将整体替换，但其中有并非在此生成的文件：{names}。请指定空文件夹，或由本功能生成的文件夹。</translation>
        </message>
        <message>
            <source>{name} would overwrite the project {path}, which exists already. Give another file.</source>
            <translation>{name} 会覆盖已有的项目 {path}。请指定另一个文件。</translation>
        </message>
        <message>
            <source>{name} would overwrite {path}, which is read here. Give another file.</source>
            <translation>{name} 会覆盖正在读取的 {path}。请指定另一个文件。</translation>
        </message>
    </context>
    <context>
        <name>Findings</name>
        <message>
            <source>(unknown)</source>
            <translation>（不明）</translation>
        </message>
        <message>
            <source>Accept</source>
            <translation>列为例外</translation>
        </message>
        <message>
            <source>Accept {n} (finding|findings)</source>
            <translation>将 {n} 个问题列为例外</translation>
        </message>
        <message>
            <source>Accepted: {reason}</source>
            <translation>已列为例外：{reason}</translation>
        </message>
        <message>
            <source>Accept…</source>
            <translation>列为例外…</translation>
        </message>
        <message>
            <source>Add the manhole, or correct the code.</source>
            <translation>请补充检查井，或改正编号。</translation>
        </message>
        <message>
            <source>Add the pipe that leads to it, move the outfall to its place, name its manhole, or allow a greater distance.</source>
            <translation>请补充通向排污口的管段，将排污口移到正确位置，填写其接入井，或放宽距离。</translation>
        </message>
        <message>
            <source>All districts</source>
            <translation>全部行政区</translation>
        </message>
        <message>
            <source>All kinds</source>
            <translation>全部类别</translation>
        </message>
        <message>
            <source>All severities</source>
            <translation>全部程度</translation>
        </message>
        <message>
            <source>All states</source>
            <translation>全部状态</translation>
        </message>
        <message>
            <source>An invert level of pipe {pipe} is a placeholder, not a level ({start} and {end}).</source>
            <translation>管段 {pipe} 的管底标高为占位值，并非真实标高（{start} 和 {end}）。</translation>
        </message>
        <message>
            <source>Check both diameters; if they are right, the place may back up.</source>
            <translation>请核对两者管径；若无误，该处可能壅水。</translation>
        </message>
        <message>
            <source>Check the connection on site; separate it, or correct the system of the pipes.</source>
            <translation>请现场核查该接点，予以分流改造，或改正管段的系统类别。</translation>
        </message>
        <message>
            <source>Check the direction on site; if it is right, enter it as the pipe's flow.</source>
            <translation>请现场核对流向；若正确，请填入该管段的流向。</translation>
        </message>
        <message>
            <source>Check the invert levels and the flow direction.</source>
            <translation>请核对管底标高和流向。</translation>
        </message>
        <message>
            <source>Check the network</source>
            <translation>检查管网</translation>
        </message>
        <message>
            <source>Checking the network</source>
            <translation>正在检查管网</translation>
        </message>
        <message>
            <source>Connect the pipes if they meet on site, or set a gap distance for the run.</source>
            <translation>若现场确已相接，请在图上连接，或为溯源设置跨越断口的距离。</translation>
        </message>
        <message>
            <source>Connect this part of the network, or add its outfall.</source>
            <translation>请将这部分管网接入，或补充其排污口。</translation>
        </message>
        <message>
            <source>Correct the node code, or the place.</source>
            <translation>请更正管点编号或位置。</translation>
        </message>
        <message>
            <source>Delete one of the two.</source>
            <translation>请删除其中一条。</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Draw its second end, or delete it.</source>
            <translation>请绘出另一端，或将其删除。</translation>
        </message>
        <message>
            <source>Draw the missing pipe if it exists on site.</source>
            <translation>若现场存在缺失的管段，请补绘。</translation>
        </message>
        <message>
            <source>Draw the pipe, or fill in both end nodes.</source>
            <translation>请绘制该管段，或填写两端的管点编号。</translation>
        </message>
        <message>
            <source>Empty the level, or fill in the measured one.</source>
            <translation>请清空该标高，或填写实测值。</translation>
        </message>
        <message>
            <source>Enter {here} as the node of this end, or draw the end back to {code}.</source>
            <translation>请将该端的管点编号改为 {here}，或将端点移回 {code}。</translation>
        </message>
        <message>
            <source>Fill in the other end; until then the pipe is joined by its place.</source>
            <translation>请补填另一端的管点编号；在此之前按位置连接。</translation>
        </message>
        <message>
            <source>Find where the water goes: add the missing pipe or outfall, or flip the pipe.</source>
            <translation>请查明水的去向：补充缺失的管段或排污口，或反转流向。</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>问题清单</translation>
        </message>
        <message>
            <source>Flip the pipes, or enter their flow; those with the basis "weighed evidence" were flipped.</source>
            <translation>请反转这些管段的流向，或填写流向；流向依据为“综合判断”的管段即为被反转者。</translation>
        </message>
        <message>
            <source>Give every place a code of its own, with a prefix for each survey; empty the code where it only stands for none.</source>
            <translation>请为每处位置单独编号，不同批次的测量加前缀以示区别；编号只表示“无”的，请清空。</translation>
        </message>
        <message>
            <source>Give this place a node code of its own, and enter it in both pipes.</source>
            <translation>请为此处单独编一个管点编号，并填入这两条管段。</translation>
        </message>
        <message>
            <source>Go there</source>
            <translation>转到</translation>
        </message>
        <message>
            <source>Go there with the tool that mends it</source>
            <translation>转到该处并打开相应的处理工具</translation>
        </message>
        <message>
            <source>If it is another end, name the outfall's node, or move the outfall onto that end.</source>
            <translation>若应为另一处末端，请填写排污口的管点，或将排污口移到该末端上。</translation>
        </message>
        <message>
            <source>It is right as it is, for a reason; later runs leave it accepted</source>
            <translation>情况属实、无需修改，说明理由后列为例外；后续批次保持不变</translation>
        </message>
        <message>
            <source>It was joined by its code; nothing shows which of the two is right.</source>
            <translation>无从判断两者孰是，仍按编号相接。</translation>
        </message>
        <message>
            <source>It was joined where it is drawn.</source>
            <translation>已按图上位置相接。</translation>
        </message>
        <message>
            <source>Keep one line for one pipe; if there are two, draw them apart.</source>
            <translation>一条管段只保留一条线；若确有两条，请分开绘制。</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Look for findings in the whole network, in the background</source>
            <translation>在后台检查整个管网的问题</translation>
        </message>
        <message>
            <source>Manhole {code} lies {distance} m from the pipes that name it, so it was not taken for their node.</source>
            <translation>检查井 {code} 距填写该编号的管段 {distance} 米，未视为这些管段的管点。</translation>
        </message>
        <message>
            <source>Mend</source>
            <translation>处理</translation>
        </message>
        <message>
            <source>Most node codes disagree with the drawing ({n} (code does|codes do)), so it was taken for a scheme: pipes were joined by their codes wherever they are drawn.</source>
            <translation>大多数管点编号与图形不符（{n} 个），因此视为示意图：不论画在何处，管段均按编号相接。</translation>
        </message>
        <message>
            <source>Name the manhole or outfall it drains to, add its connection, or allow a greater distance.</source>
            <translation>请填写其接入井或排污口，补绘接户管，或放宽距离。</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一个</translation>
        </message>
        <message>
            <source>No findings. Check the network to look for some.</source>
            <translation>没有问题。可检查管网来查找问题。</translation>
        </message>
        <message>
            <source>Node code {code} stands at {n} (place|places) up to {distance} m apart, as in pipes {pipe} and {other}; it joined only ends that lie together.</source>
            <translation>管点编号 {code} 出现在 {n} 处，相距可达 {distance} 米（如管段 {pipe} 与 {other}）；只有位置相聚的端点按其相接。</translation>
        </message>
        <message>
            <source>Nothing to do if the drawing is a scheme; else correct the codes, or empty them.</source>
            <translation>若确为示意图则无需处理；否则请更正编号，或将其清空。</translation>
        </message>
        <message>
            <source>Of the selected outfalls</source>
            <translation>仅所选排污口</translation>
        </message>
        <message>
            <source>One pipe of the ring probably runs the other way; check the directions.</source>
            <translation>环路中可能有一条管段流向相反，请核对流向。</translation>
        </message>
        <message>
            <source>Only what lies above the outfalls that are selected in the register or on the map</source>
            <translation>仅列出在台账中或地图上所选排污口上游的问题</translation>
        </message>
        <message>
            <source>Outfall {name} meets no pipe.</source>
            <translation>排污口 {name} 未接到任何管段。</translation>
        </message>
        <message>
            <source>Outfall {name} meets no pipe: the nearest is {distance} m away.</source>
            <translation>排污口 {name} 未接到任何管段：最近的管段相距 {distance} 米。</translation>
        </message>
        <message>
            <source>Outfall {name} names node {code}, which lies {distance} m away; it was joined by its place.</source>
            <translation>排污口 {name} 所填管点 {code} 在 {distance} 米之外；已按其位置接入。</translation>
        </message>
        <message>
            <source>Outfall {name} was joined to the end of pipe {pipe}, {distance} m away; pipe {other} ends beside it, too.</source>
            <translation>排污口 {name} 接到了 {distance} 米外管段 {pipe} 的末端；管段 {other} 的末端也在旁边。</translation>
        </message>
        <message>
            <source>Pipe {pipe} (DN {upper}) leads into the smaller pipe {other} (DN {lower}).</source>
            <translation>管段 {pipe}（DN {upper}）接入较小的管段 {other}（DN {lower}）。</translation>
        </message>
        <message>
            <source>Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else.</source>
            <translation>管段 {pipe}（{foul}）只接入管段 {other}（{into}）。</translation>
        </message>
        <message>
            <source>Pipe {pipe} ({foul}) runs into pipe {other} ({into}) and nowhere else; the water reaches outfall {outfall}.</source>
            <translation>管段 {pipe}（{foul}）只接入管段 {other}（{into}），污水最终由排污口 {outfall} 排出。</translation>
        </message>
        <message>
            <source>Pipe {pipe} ends here: no further pipe and no outfall.</source>
            <translation>管段 {pipe} 到此为止：下游既无管段，也无排污口。</translation>
        </message>
        <message>
            <source>Pipe {pipe} ends {gap} m from pipe {other} without meeting it.</source>
            <translation>管段 {pipe} 的末端距管段 {other} 仅 {gap} 米，但未相接。</translation>
        </message>
        <message>
            <source>Pipe {pipe} has no length.</source>
            <translation>管段 {pipe} 长度为零。</translation>
        </message>
        <message>
            <source>Pipe {pipe} has no usable geometry and is not connected by node codes either.</source>
            <translation>管段 {pipe} 没有可用的几何，也没有管点编号可供连接。</translation>
        </message>
        <message>
            <source>Pipe {pipe} lies exactly on pipe {other}.</source>
            <translation>管段 {pipe} 与管段 {other} 完全重合。</translation>
        </message>
        <message>
            <source>Pipe {pipe} names node {code}, but no manhole has this code.</source>
            <translation>管段 {pipe} 填写的管点编号为 {code}，但没有检查井使用该编号。</translation>
        </message>
        <message>
            <source>Pipe {pipe} names only one of its two end nodes ({code}).</source>
            <translation>管段 {pipe} 只填写了一端的管点编号（{code}）。</translation>
        </message>
        <message>
            <source>Pipe {pipe} rises by {rise} m in flow direction (inverts {start} m and {end} m).</source>
            <translation>管段 {pipe} 沿流向抬升 {rise} 米（管底标高 {start} 米和 {end} 米）。</translation>
        </message>
        <message>
            <source>Pipe {pipe} rises by {rise} m in the direction taken ({basis}), and the water has no way on from its end.</source>
            <translation>管段 {pipe} 按所取流向（{basis}）抬升 {rise} 米，且末端的水没有去路。</translation>
        </message>
        <message>
            <source>Pipes form a ring upstream of outfall {outfall}: water would flow in a circle.</source>
            <translation>排污口 {outfall} 上游的管段构成环路，水将循环流动。</translation>
        </message>
        <message>
            <source>Pipes {other} and {pipe} carry the same two node codes ({start}, {end}), and one begins where the other ends: a pipe was split, and both parts kept its codes. They were joined here.</source>
            <translation>管段 {other} 与 {pipe} 的起止编号相同（{start}、{end}），且一条的终点是另一条的起点：原为一条管段，打断后两段仍保留原编号。已在此处相接。</translation>
        </message>
        <message>
            <source>Pipes {pipe} and {other} run over each other for {length} m.</source>
            <translation>管段 {pipe} 与 {other} 重叠 {length} 米。</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>上一个</translation>
        </message>
        <message>
            <source>Reading findings</source>
            <translation>正在读取问题</translation>
        </message>
        <message>
            <source>Reopen</source>
            <translation>重新打开</translation>
        </message>
        <message>
            <source>Reopen {n} (finding|findings)</source>
            <translation>重新打开 {n} 个问题</translation>
        </message>
        <message>
            <source>Say why these findings are accepted.</source>
            <translation>请说明将这些问题列为例外的理由。</translation>
        </message>
        <message>
            <source>Search the findings</source>
            <translation>搜索问题</translation>
        </message>
        <message>
            <source>Severity</source>
            <translation>程度</translation>
        </message>
        <message>
            <source>Show the place on the map</source>
            <translation>在地图上显示位置</translation>
        </message>
        <message>
            <source>Source {name} meets no pipe.</source>
            <translation>污染源 {name} 未接到任何管段。</translation>
        </message>
        <message>
            <source>Source {name} meets no pipe: the nearest is {distance} m away.</source>
            <translation>污染源 {name} 未接到任何管段：最近的管段相距 {distance} 米。</translation>
        </message>
        <message>
            <source>Source {name} names node {code}, which lies {distance} m away; it was joined by its place.</source>
            <translation>污染源 {name} 所填管点 {code} 在 {distance} 米之外；已按其位置接入。</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Take the acceptance back</source>
            <translation>取消例外</translation>
        </message>
        <message>
            <source>The direction is probably reversed: flip the pipe, or correct the levels.</source>
            <translation>流向很可能相反：请反转流向，或改正标高。</translation>
        </message>
        <message>
            <source>The end of pipe {pipe} is drawn at node {here}, but names {code}, {distance} m away.</source>
            <translation>管段 {pipe} 的终点画在管点 {here} 处，所填编号却是 {distance} 米之外的 {code}。</translation>
        </message>
        <message>
            <source>The finding before</source>
            <translation>上一个问题</translation>
        </message>
        <message>
            <source>The next finding</source>
            <translation>下一个问题</translation>
        </message>
        <message>
            <source>The start of pipe {pipe} is drawn at node {here}, but names {code}, {distance} m away.</source>
            <translation>管段 {pipe} 的起点画在管点 {here} 处，所填编号却是 {distance} 米之外的 {code}。</translation>
        </message>
        <message>
            <source>The {gap} m gap behind pipe {pipe} was bridged by this run.</source>
            <translation>本次溯源跨越了管段 {pipe} 之后 {gap} 米的断口。</translation>
        </message>
        <message>
            <source>There are unsaved edits, and a check writes into the file. Save or discard them first.</source>
            <translation>有未保存的编辑，而检查会写入文件。请先保存或放弃编辑。</translation>
        </message>
        <message>
            <source>This finding has no place on the map.</source>
            <translation>该问题在地图上没有位置。</translation>
        </message>
        <message>
            <source>This run flipped pipe {pipe}, confidence {certainty}: {against} against {stated}.</source>
            <translation>本次溯源反转了管段 {pipe} 的流向，可信度 {certainty}：{against}与{stated}相反。</translation>
        </message>
        <message>
            <source>This run flipped {n} pipes, {pipe} among them: the network is drawn against the flow.</source>
            <translation>本次溯源反转了 {n} 条管段的流向（含 {pipe}）：管网整体按逆流方向绘制。</translation>
        </message>
        <message>
            <source>What is wrong</source>
            <translation>说明</translation>
        </message>
        <message>
            <source>Why are these {n} findings right as they are? They stay accepted in later runs.</source>
            <translation>为何将这 {n} 个问题列为例外？后续批次中保持为例外。</translation>
        </message>
        <message>
            <source>Work through what is wrong in the network</source>
            <translation>逐项处理管网中的问题</translation>
        </message>
        <message>
            <source>declared flow</source>
            <translation>流向字段</translation>
        </message>
        <message>
            <source>declared order</source>
            <translation>起止点编号</translation>
        </message>
        <message>
            <source>drawing order</source>
            <translation>绘制方向</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>空</translation>
        </message>
        <message>
            <source>inverts</source>
            <translation>管底标高</translation>
        </message>
        <message>
            <source>levels of its neighbours</source>
            <translation>相邻管段标高</translation>
        </message>
        <message>
            <source>pump</source>
            <translation>泵</translation>
        </message>
        <message>
            <source>sizes</source>
            <translation>管径</translation>
        </message>
        <message>
            <source>the pipes it meets</source>
            <translation>相接管段</translation>
        </message>
        <message>
            <source>way to the outfalls</source>
            <translation>通往排污口的路径</translation>
        </message>
        <message>
            <source>{n} (finding is|findings are) selected.</source>
            <translation>已选 {n} 个问题。</translation>
        </message>
        <message>
            <source>{n} (pipe is|pipes are) connected to no outfall: around pipe {pipe}, {length} m.</source>
            <translation>管段 {pipe} 附近的 {n} 条管段（{length} 米）未与任何排污口连通。</translation>
        </message>
        <message>
            <source>{n} findings are selected; at most {most} are decided at once.</source>
            <translation>已选 {n} 个问题，一次最多处理 {most} 个。</translation>
        </message>
        <message>
            <source>{n} of {all} shown</source>
            <translation>显示 {n} 个，共 {all} 个</translation>
        </message>
    </context>
    <context>
        <name>Help</name>
        <message>
            <source>{title}: press F1 here for what it is and how to work with it.</source>
            <translation>{title}：在此按 F1 查看说明和用法。</translation>
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
        <name>IdWarnings</name>
        <message>
            <source>Enter the nodes at which these ends are drawn, or draw them back.</source>
            <translation>请将这些端点的编号改为图上所在管点的编号，或将端点移回。</translation>
        </message>
        <message>
            <source>{code} ({places} places, up to {distance} m)</source>
            <translation>{code}（{places} 处，相距可达 {distance} 米）</translation>
        </message>
        <message>
            <source>{code}, {distance} m</source>
            <translation>{code}，{distance} 米</translation>
        </message>
        <message>
            <source>{name} ({pipe}, not {other})</source>
            <translation>{name}（取 {pipe}，未取 {other}）</translation>
        </message>
        <message>
            <source>{n} (outfall has|outfalls have) several pipe ends beside them; the end of the largest pipe, else the nearest, was taken: {names}.</source>
            <translation>{n} 个排污口旁有多处管端，已取管径最大者（不明时取最近者）：{names}。</translation>
        </message>
        <message>
            <source>{n} (pipe was|pipes were) split, and the parts kept the node codes of the whole; they were joined where they meet: {names}.</source>
            <translation>{n} 处管段被打断后各段仍保留原编号，已在相接之处连通：{names}。</translation>
        </message>
        <message>
            <source>{n} (row names a node|rows name nodes) too far away to be meant; the place was believed: {names}.</source>
            <translation>{n} 行所填管点过远，不可能是其所指，已以位置为准：{names}。</translation>
        </message>
        <message>
            <source>{n} node (code stands|codes stand) at several places far apart, and joined only ends that lie together: {names}.</source>
            <translation>{n} 个管点编号出现在相距很远的几处，只有位置相聚的端点按其相接：{names}。</translation>
        </message>
        <message>
            <source>{n} pipe (end is|ends are) drawn at another node than the one named: {names}.</source>
            <translation>{n} 个管段端点画在另一管点处，与所填编号不符：{names}。</translation>
        </message>
        <message>
            <source>{pipe} ({code}, drawn at {here})</source>
            <translation>{pipe}（编号 {code}，画在 {here}）</translation>
        </message>
    </context>
    <context>
        <name>Imagery</name>
        <message>
            <source>A shift needs one pair of points, a similarity two that lie at least a metre apart.</source>
            <translation>平移至少需要一对点，相似变换需要两对相距至少一米的点。</translation>
        </message>
        <message>
            <source>No pixel of the image is valid; export it again.</source>
            <translation>影像没有有效像元，请重新导出。</translation>
        </message>
        <message>
            <source>Overviews of {file} could not be made: {reason}. Is there room, and may you write there?</source>
            <translation>{file} 的金字塔未能生成：{reason}。磁盘空间是否足够，是否有写入权限？</translation>
        </message>
        <message>
            <source>The camera recorded no position.</source>
            <translation>相机没有记录位置。</translation>
        </message>
        <message>
            <source>The date {date} is not plausible; state the day in the file's or the folder's name.</source>
            <translation>日期 {date} 不可信；请在文件名或文件夹名中注明日期。</translation>
        </message>
        <message>
            <source>The file cannot be read ({reason}). Copy it again from where it was made.</source>
            <translation>文件无法读取（{reason}）。请从原始位置重新复制。</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be listed: {reason}.</source>
            <translation>文件夹 {folder} 无法列出：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder} vanished while it was read. Nothing was changed; connect its disk and catalogue it again.</source>
            <translation>读取时文件夹 {folder} 消失。未作任何改动；请重新连接磁盘后再次编目。</translation>
        </message>
        <message>
            <source>The image does not lie where {crs} can be used: is the coordinate system right?</source>
            <translation>影像不在 {crs} 的适用范围内：坐标系是否正确？</translation>
        </message>
        <message>
            <source>The image has no coordinate system; state it with CRS, such as EPSG:4547.</source>
            <translation>影像没有坐标系；请用 CRS 指定，如 EPSG:4547。</translation>
        </message>
        <message>
            <source>The image has no place: its world file (such as .jgw or .tfw) or its georeference is missing.</source>
            <translation>影像没有定位信息：缺少坐标文件（如 .jgw 或 .tfw）或地理参考。</translation>
        </message>
        <message>
            <source>The image lies {km} km from the project's outfalls: is the coordinate system right?</source>
            <translation>影像距项目的排污口 {km} 公里：坐标系是否正确？</translation>
        </message>
        <message>
            <source>The overviews need about {need} MB; {folder} has {free} MB left. Make room, or leave them.</source>
            <translation>金字塔约需 {need} MB；{folder} 剩余 {free} MB。请腾出空间，或不生成。</translation>
        </message>
        <message>
            <source>The pairs would move the image by {m} m. An offset mends up to {most} m; is the coordinate system of the image right?</source>
            <translation>这些点对将使影像移动 {m} 米。偏移最多修正 {most} 米；影像的坐标系是否正确？</translation>
        </message>
        <message>
            <source>There is no folder {folder}. Is its disk connected?</source>
            <translation>没有文件夹 {folder}。磁盘是否已连接？</translation>
        </message>
        <message>
            <source>it is cut off: {n} bytes are missing</source>
            <translation>文件被截断：缺少 {n} 字节</translation>
        </message>
        <message>
            <source>{file} cannot be read as points or boxes. Give a GeoJSON or a GeoPackage.</source>
            <translation>{file} 无法按点或框读取。请提供 GeoJSON 或 GeoPackage。</translation>
        </message>
        <message>
            <source>{file} cannot be read: {reason}.</source>
            <translation>{file} 无法读取：{reason}。</translation>
        </message>
        <message>
            <source>{file} cannot be shown moved. Is the file still there, and may you write to {folder}?</source>
            <translation>{file} 无法偏移显示。文件是否还在，是否可写入 {folder}？</translation>
        </message>
        <message>
            <source>{file} holds no points or boxes that lie on the map; nothing was taken in.</source>
            <translation>{file} 中没有位于地图上的点或框；未导入任何内容。</translation>
        </message>
        <message>
            <source>{file} vanished while it was read.</source>
            <translation>读取时 {file} 消失。</translation>
        </message>
    </context>
    <context>
        <name>Import</name>
        <message>
            <source>A fit needs at least two control points, each with its given and its true place.</source>
            <translation>拟合至少需要两个控制点，每个点须有原坐标和真实坐标。</translation>
        </message>
        <message>
            <source>A local system (give control points)</source>
            <translation>地方坐标系（需提供控制点）</translation>
        </message>
        <message>
            <source>A point of this line has no place.</source>
            <translation>该线的某个管点没有位置。</translation>
        </message>
        <message>
            <source>Are they the same rows, renumbered?</source>
            <translation>它们是重新编号的同一批记录吗？</translation>
        </message>
        <message>
            <source>Are they the same rows?</source>
            <translation>它们是同一批记录吗？</translation>
        </message>
        <message>
            <source>Areas that became points, a place inside each: {n}. Map the layer to the site outlines to keep the areas.</source>
            <translation>转为其内部点的面：{n} 个。如需保留面，请将该图层导入厂区（地块）范围表。</translation>
        </message>
        <message>
            <source>Ask for the right one; the row is taken in with what was delivered.</source>
            <translation>请向提供单位核实；该行按原内容导入。</translation>
        </message>
        <message>
            <source>Assumed</source>
            <translation>假定</translation>
        </message>
        <message>
            <source>Before {file} can be imported, {n} questions need an answer; nothing was written. Give them in ANSWERS, for example {example}, or answer them in the import wizard. {all} takes whatever is proposed.</source>
            <translation>导入 {file} 之前需要回答 {n} 个问题，未写入任何内容。请在 ANSWERS 中作答，如 {example}，或在导入向导中作答。{all} 表示全部采用建议。</translation>
        </message>
        <message>
            <source>Blanks taken out</source>
            <translation>去除空格</translation>
        </message>
        <message>
            <source>Came with</source>
            <translation>来自</translation>
        </message>
        <message>
            <source>Cells that hold no date: {n} ({words}). They were left empty.</source>
            <translation>{n} 个单元格不是日期（{words}），已留空。</translation>
        </message>
        <message>
            <source>Cells that hold no number: {n} ({words}). They were left empty.</source>
            <translation>{n} 个单元格不是数字（{words}），已留空。</translation>
        </message>
        <message>
            <source>Cells that say neither yes nor no: {n} ({words}). They were left empty.</source>
            <translation>{n} 个单元格既非是也非否（{words}），已留空。</translation>
        </message>
        <message>
            <source>Changed values</source>
            <translation>更新的值</translation>
        </message>
        <message>
            <source>Check them, or map the column to the local code.</source>
            <translation>请核对，或将该列对应为地方编码。</translation>
        </message>
        <message>
            <source>Cleaned</source>
            <translation>清洗</translation>
        </message>
        <message>
            <source>Code cut short by a spreadsheet, emptied</source>
            <translation>编码被电子表格截短，已清空</translation>
        </message>
        <message>
            <source>Code put into standard form</source>
            <translation>编码规范化</translation>
        </message>
        <message>
            <source>Codes that a spreadsheet took for numbers and cut short, such as {example}: {n}. They were left empty, since several codes look the same so.</source>
            <translation>被电子表格当作数字而截短的编码（如 {example}）：{n} 个。不同的编码会变成同样的写法，因此留空。</translation>
        </message>
        <message>
            <source>Codes that name another district than their record: {n}.</source>
            <translation>{n} 个编码中的区县与记录不一致。</translation>
        </message>
        <message>
            <source>Codes that name another type than their record: {n}.</source>
            <translation>{n} 个编码中的类型与记录不一致。</translation>
        </message>
        <message>
            <source>Codes without the shape of a national outfall code: {n}. They are kept as they are.</source>
            <translation>{n} 个编码不符合国家排污口编码格式，按原样保留。</translation>
        </message>
        <message>
            <source>Column</source>
            <translation>字段</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>字段</translation>
        </message>
        <message>
            <source>Columns of the file that are not used</source>
            <translation>文件中未用到的列</translation>
        </message>
        <message>
            <source>Columns of the file that are not used (cells filled): {columns}.</source>
            <translation>文件中未用到的列（括号内为有值的单元格数）：{columns}。</translation>
        </message>
        <message>
            <source>Convert from {datum}</source>
            <translation>由 {datum} 转换</translation>
        </message>
        <message>
            <source>Coordinate system</source>
            <translation>坐标系</translation>
        </message>
        <message>
            <source>Credit code put into standard form</source>
            <translation>信用代码规范化</translation>
        </message>
        <message>
            <source>Credit codes with a character that they cannot have: {n}.</source>
            <translation>{n} 个信用代码含有不允许的字符。</translation>
        </message>
        <message>
            <source>Credit codes with a wrong check character: {n}.</source>
            <translation>{n} 个信用代码校验位错误。</translation>
        </message>
        <message>
            <source>Credit codes without 18 characters: {n}.</source>
            <translation>{n} 个信用代码不是 18 位。</translation>
        </message>
        <message>
            <source>Date put into standard form</source>
            <translation>日期规范化</translation>
        </message>
        <message>
            <source>Delivered</source>
            <translation>提供的值</translation>
        </message>
        <message>
            <source>Depths of zero, negative or beyond 90 m, left out: {n}.</source>
            <translation>{n} 个埋深为零、负值或超过 90 米，未采用。</translation>
        </message>
        <message>
            <source>Depths that cannot become levels, because the ground level is not known: {n}.</source>
            <translation>{n} 个埋深无法换算为标高，因管点地面高程不明。</translation>
        </message>
        <message>
            <source>Depths were turned into invert levels by the ground level of the points ({n} rows).</source>
            <translation>埋深已按管点地面高程换算为管底标高（{n} 行）。</translation>
        </message>
        <message>
            <source>District turned into its code</source>
            <translation>区县名称改为代码</translation>
        </message>
        <message>
            <source>Districts that are neither a code nor a known name: {n}. They were left empty.</source>
            <translation>{n} 个区县既不是代码也不是已知区名，已留空。</translation>
        </message>
        <message>
            <source>Does the column “{column}” hold “{target}”?</source>
            <translation>“{column}”列是否为“{target}”？</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>Examples</source>
            <translation>示例</translation>
        </message>
        <message>
            <source>Exchange start and end</source>
            <translation>互换起点和终点</translation>
        </message>
        <message>
            <source>Filled</source>
            <translation>填写率</translation>
        </message>
        <message>
            <source>Filled cells</source>
            <translation>有值的单元格</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>完成时间</translation>
        </message>
        <message>
            <source>From</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>From end to start</source>
            <translation>终点→起点</translation>
        </message>
        <message>
            <source>Full-width letters made half-width</source>
            <translation>全角转半角</translation>
        </message>
        <message>
            <source>Give each point a number of its own.</source>
            <translation>请为每个管点编制唯一编号。</translation>
        </message>
        <message>
            <source>Give each row a key of its own, then import the file again.</source>
            <translation>请给每条记录各自的编号，再重新导入该文件。</translation>
        </message>
        <message>
            <source>Give the nodes of each area ids of their own, and leave a cell empty where no id is known.</source>
            <translation>请为各片区的管点使用各自的编号；编号未知时请将单元格留空。</translation>
        </message>
        <message>
            <source>Give them a place in the map.</source>
            <translation>请在地图上补充位置。</translation>
        </message>
        <message>
            <source>How far known rows move</source>
            <translation>已有记录移动的距离</translation>
        </message>
        <message>
            <source>How these rows of {table} were imported is no longer known. Export them as a sheet, mend them there, and import the sheet.</source>
            <translation>{table} 的这些记录当初如何导入已无记载。请导出成表，改正后再导入该表。</translation>
        </message>
        <message>
            <source>If they are the same rows, import the file with the answer {answer}, or say so in the preview of the wizard.</source>
            <translation>如果是同一批记录，请以答案 {answer} 导入该文件，或在向导的预览页中说明。</translation>
        </message>
        <message>
            <source>Import of {file}</source>
            <translation>导入 {file}</translation>
        </message>
        <message>
            <source>Import the file again with its datum stated.</source>
            <translation>请注明坐标基准后重新导入。</translation>
        </message>
        <message>
            <source>Import the points with their ground levels first.</source>
            <translation>请先导入带地面高程的管点。</translation>
        </message>
        <message>
            <source>In the project</source>
            <translation>项目中</translation>
        </message>
        <message>
            <source>In which unit does the column “{column}” give “{target}”? Its middle value is {value}.</source>
            <translation>“{column}”列的“{target}”以什么为单位？其中位数为 {value}。</translation>
        </message>
        <message>
            <source>Invert (bottom of the pipe)</source>
            <translation>管底</translation>
        </message>
        <message>
            <source>It is drainage</source>
            <translation>是排水管线</translation>
        </message>
        <message>
            <source>It is not clear which table {file} is meant for; nothing was written. Give TABLE.</source>
            <translation>无法判断 {file} 应导入哪张表，未写入任何内容。请指定 TABLE。</translation>
        </message>
        <message>
            <source>It stands for nothing</source>
            <translation>表示无内容</translation>
        </message>
        <message>
            <source>It was chosen in the answers.</source>
            <translation>按回答指定。</translation>
        </message>
        <message>
            <source>Its numbers stand at several places, far apart, and which of them the line means cannot be told. Deliver it with coordinates, or give the points of each area their own numbers.</source>
            <translation>其点号出现在多个相距很远的位置，无法判断该管线指的是哪一个。请提供带坐标的管线，或为各片区的点使用各自的编号。</translation>
        </message>
        <message>
            <source>Keep as delivered</source>
            <translation>保持原样</translation>
        </message>
        <message>
            <source>Leave it empty</source>
            <translation>留空</translation>
        </message>
        <message>
            <source>Leave them out</source>
            <translation>不导入</translation>
        </message>
        <message>
            <source>Level computed from a depth</source>
            <translation>由埋深计算标高</translation>
        </message>
        <message>
            <source>Likely are: {tables}.</source>
            <translation>可能是：{tables}。</translation>
        </message>
        <message>
            <source>Lines that name a number which several points at different places carry: {n}. The points that lie together were taken.</source>
            <translation>所用点号对应多个不同位置的点的管线：{n} 条。已取相邻的点。</translation>
        </message>
        <message>
            <source>Look at both rows.</source>
            <translation>请核对这两行。</translation>
        </message>
        <message>
            <source>Look at both; one code names one thing.</source>
            <translation>请核对两者；一个编码只能对应一个对象。</translation>
        </message>
        <message>
            <source>Look at them and delete what is there twice.</source>
            <translation>请核对，并删除重复的记录。</translation>
        </message>
        <message>
            <source>Look at them: one row is one place here.</source>
            <translation>请核对：这里每行只有一个位置。</translation>
        </message>
        <message>
            <source>Metres</source>
            <translation>米</translation>
        </message>
        <message>
            <source>Metres written out</source>
            <translation>“m”改写为“米”</translation>
        </message>
        <message>
            <source>No column of the file holds places.</source>
            <translation>文件中没有表示位置的列。</translation>
        </message>
        <message>
            <source>No column of the file holds “{target}”.</source>
            <translation>文件中没有表示“{target}”的列。</translation>
        </message>
        <message>
            <source>No column of {file} is known to fill the table {table}, and it has no places; nothing was written. Its columns are: {columns}. Give a MAPPING, or another TABLE.</source>
            <translation>{file} 中没有可填入表 {table} 的列，也没有位置，未写入任何内容。现有列：{columns}。请提供 MAPPING，或指定其他 TABLE。</translation>
        </message>
        <message>
            <source>No coordinate system is stated; the places were taken as those of the project, {project}.</source>
            <translation>未说明坐标系；位置按项目坐标系 {project} 采用。</translation>
        </message>
        <message>
            <source>No date, emptied</source>
            <translation>不是日期，已清空</translation>
        </message>
        <message>
            <source>No heading names the places. Which column holds the longitude or easting (or both coordinates)?</source>
            <translation>没有列名表明位置。哪一列是经度或东坐标（或同时含两个坐标）？</translation>
        </message>
        <message>
            <source>No longer delivered</source>
            <translation>不再提供的记录</translation>
        </message>
        <message>
            <source>No number, emptied</source>
            <translation>不是数值，已清空</translation>
        </message>
        <message>
            <source>No, leave it out</source>
            <translation>否，不导入该列</translation>
        </message>
        <message>
            <source>None of them</source>
            <translation>都不是</translation>
        </message>
        <message>
            <source>None of them: leave it empty</source>
            <translation>都不是：留空</translation>
        </message>
        <message>
            <source>None, or the same as before</source>
            <translation>没有，或与上一列相同</translation>
        </message>
        <message>
            <source>None: the file holds no places</source>
            <translation>没有：文件不含位置</translation>
        </message>
        <message>
            <source>Number read out of text</source>
            <translation>从文字中读取数值</translation>
        </message>
        <message>
            <source>Other rows: add them</source>
            <translation>不同的记录：新增</translation>
        </message>
        <message>
            <source>Period split into start and end</source>
            <translation>起止时间拆分</translation>
        </message>
        <message>
            <source>Permit number put into standard form</source>
            <translation>许可证编号规范化</translation>
        </message>
        <message>
            <source>Permit numbers that do not end in three digits and a character: {n}.</source>
            <translation>{n} 个许可证编号末尾不是三位数字加一位字符。</translation>
        </message>
        <message>
            <source>Permit numbers whose credit code has a wrong check character: {n}.</source>
            <translation>{n} 个许可证编号中的信用代码校验位错误。</translation>
        </message>
        <message>
            <source>Permit numbers with a character that they cannot have: {n}.</source>
            <translation>{n} 个许可证编号含有不允许的字符。</translation>
        </message>
        <message>
            <source>Permit numbers without 22 characters: {n}.</source>
            <translation>{n} 个许可证编号不是 22 位。</translation>
        </message>
        <message>
            <source>Pipes that are described otherwise at their other end: {n}. What the first end says was taken.</source>
            <translation>两端描述不一致的管段：{n} 条。已采用第一端的描述。</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Placeholder for “none” emptied</source>
            <translation>表示“无”的符号清空</translation>
        </message>
        <message>
            <source>Places in {datum} were taken over with the parameters that are public; they can be off by tens of metres. Control points make them exact.</source>
            <translation>{datum} 坐标按公开参数转换，可能相差数十米；提供控制点可得到准确结果。</translation>
        </message>
        <message>
            <source>Possible answers: {options}.</source>
            <translation>可选答案：{options}。</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>问题</translation>
        </message>
        <message>
            <source>Proposed: {answer}.</source>
            <translation>建议：{answer}。</translation>
        </message>
        <message>
            <source>Read as the table {table}, because of {why}.</source>
            <translation>按表 {table} 读取，依据：{why}。</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Rejected rows</source>
            <translation>退回的记录</translation>
        </message>
        <message>
            <source>Remark taken off the name</source>
            <translation>名称后的附注去除</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>行数</translation>
        </message>
        <message>
            <source>Rows left out by the filter {filter}: {n}.</source>
            <translation>{n} 行被筛选条件 {filter} 排除。</translation>
        </message>
        <message>
            <source>Rows that share “{column}” with another row: {n} (groups: {groups}), for example “{text}”. All were taken in.</source>
            <translation>{n} 行的“{column}”与其他行相同（共 {groups} 组），例如“{text}”。均已导入。</translation>
        </message>
        <message>
            <source>Rows whose two coordinates were exchanged: {n}. They were put right.</source>
            <translation>{n} 行的两个坐标互换，已纠正。</translation>
        </message>
        <message>
            <source>Rows with a class that no rule has: {n} ({words}). It was left empty.</source>
            <translation>{n} 行的分类不在任何规则中（{words}），已留空。</translation>
        </message>
        <message>
            <source>Rows with a word that is not known here: {n} ({words}). It was left empty.</source>
            <translation>{n} 行的用词无法识别（{words}），已留空。</translation>
        </message>
        <message>
            <source>Rows with several points: {n}. The middle of them was taken.</source>
            <translation>含多个点的行：{n} 行。已取其中间位置。</translation>
        </message>
        <message>
            <source>Rows within {metres} m of another one of the same table: {n}. All were taken in.</source>
            <translation>{n} 行与同表其他行相距不足 {metres} 米。均已导入。</translation>
        </message>
        <message>
            <source>Rows without a place, taken in all the same: {n}.</source>
            <translation>{n} 行没有位置，已按无位置导入。</translation>
        </message>
        <message>
            <source>Say in the mapping what the words mean.</source>
            <translation>请在字段对应中说明这些词的含义。</translation>
        </message>
        <message>
            <source>Section turned into the circle of equal area</source>
            <translation>断面换算为等面积圆管</translation>
        </message>
        <message>
            <source>Something else: leave it out</source>
            <translation>其他：不采用</translation>
        </message>
        <message>
            <source>Stray plus sign taken out</source>
            <translation>去除多余的加号</translation>
        </message>
        <message>
            <source>Take them in</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>The answer {answer} names a column that {file} does not have. Its columns are: {columns}.</source>
            <translation>回答 {answer} 指定的列在 {file} 中不存在。该文件的列有：{columns}。</translation>
        </message>
        <message>
            <source>The column “{column}” holds bare numbers for “{target}”. After which numbering are they to be read?</source>
            <translation>“{column}”列以数字表示“{target}”，应按哪种编码解读？</translation>
        </message>
        <message>
            <source>The column “{column}” holds “-” in {count} rows and never “+”. Is it a direction, from the end to the start, or does it stand for nothing?</source>
            <translation>“{column}”列有 {count} 行为“-”，没有“+”。它表示流向（终点→起点），还是表示无内容？</translation>
        </message>
        <message>
            <source>The column “{column}” is called like “{target}”, but most of its words are not known here ({examples}). Does it hold “{target}”?</source>
            <translation>“{column}”列的列名与“{target}”相符，但其中多数用词未收录（{examples}）。该列是否为“{target}”？</translation>
        </message>
        <message>
            <source>The control points all lie in one place; a fit needs them apart.</source>
            <translation>控制点都在同一位置，无法拟合，请选用相互分开的控制点。</translation>
        </message>
        <message>
            <source>The coordinate system is not known; the coordinates were taken as those of the project.</source>
            <translation>坐标系不明，坐标按项目坐标系采用。</translation>
        </message>
        <message>
            <source>The coordinate system {crs} is not known. Give an id such as EPSG:4547, a WKT or a PROJ text.</source>
            <translation>无法识别坐标系 {crs}。请给出如 EPSG:4547 的编号、WKT 或 PROJ 文本。</translation>
        </message>
        <message>
            <source>The coordinates are to come from {columns}, which {file} does not have.</source>
            <translation>坐标应取自 {columns}，但 {file} 中没有这些列。</translation>
        </message>
        <message>
            <source>The coordinates cannot be read.</source>
            <translation>坐标无法识别。</translation>
        </message>
        <message>
            <source>The coordinates lie outside the area of their coordinate system.</source>
            <translation>坐标超出其坐标系的适用范围。</translation>
        </message>
        <message>
            <source>The eastings carry a zone number; they were read in {crs}.</source>
            <translation>东坐标带有带号，按 {crs} 解读。</translation>
        </message>
        <message>
            <source>The expression {expression} cannot be used on {file}: {reason}</source>
            <translation>表达式 {expression} 不能用于 {file}：{reason}</translation>
        </message>
        <message>
            <source>The file does not state its coordinate system. Its places lie around {x}, {y}. Which one is it?</source>
            <translation>文件未说明坐标系，坐标在 {x}, {y} 附近。是哪个坐标系？</translation>
        </message>
        <message>
            <source>The file does not state its coordinate system; {share} % of its places lie in the project's area if it is {crs}, which was assumed.</source>
            <translation>文件未说明坐标系；按 {crs} 解读时 {share}% 的位置落在项目范围内，已采用。</translation>
        </message>
        <message>
            <source>The file holds {n} layers ({names}); “{layer}” was read. Name another one to read that.</source>
            <translation>文件含 {n} 个图层（{names}），读取了“{layer}”。要读取其他图层，请指定其名称。</translation>
        </message>
        <message>
            <source>The file names several datums: {datums}. Import them one after the other, each with a filter for its rows, and say which one this is.</source>
            <translation>文件中注明了多种坐标基准：{datums}。请分别导入，每次用筛选条件限定所属的行，并说明本次是哪一种。</translation>
        </message>
        <message>
            <source>The file says its coordinates are degrees, but they are as large as {value}; its system was not believed.</source>
            <translation>文件声明坐标以度为单位，但数值达 {value}，未采信其坐标系。</translation>
        </message>
        <message>
            <source>The file states the datum {datum} itself.</source>
            <translation>文件自身注明坐标基准为 {datum}。</translation>
        </message>
        <message>
            <source>The geometry cannot be read.</source>
            <translation>无法读取几何。</translation>
        </message>
        <message>
            <source>The geometry has coordinates that are no numbers or lie outside the area of the coordinate system.</source>
            <translation>几何坐标不是数值，或超出坐标系的适用范围。</translation>
        </message>
        <message>
            <source>The geometry is {kind}, which this table does not hold.</source>
            <translation>几何为{kind}，与此表不符。</translation>
        </message>
        <message>
            <source>The heading contains a known name.</source>
            <translation>列名中含有已知名称。</translation>
        </message>
        <message>
            <source>The heading is a known name cut off by the file format.</source>
            <translation>列名为已知名称，被文件格式截断。</translation>
        </message>
        <message>
            <source>The heading is known, and {share} % of the cells fit.</source>
            <translation>列名已知，{share}% 的单元格内容相符。</translation>
        </message>
        <message>
            <source>The heading is known; the column is empty.</source>
            <translation>列名已知，该列为空。</translation>
        </message>
        <message>
            <source>The line names no point at one of its ends.</source>
            <translation>该线的一端没有管点编号。</translation>
        </message>
        <message>
            <source>The lines of {file} name their points by number, but the project holds no manholes and inlets. Import the table of points first.</source>
            <translation>{file} 中的线以编号引用管点，但项目中没有检查井与雨水口。请先导入管点表。</translation>
        </message>
        <message>
            <source>The mapping fills {columns}, which the table {table} does not have.</source>
            <translation>字段对应中的 {columns} 在表 {table} 中不存在。</translation>
        </message>
        <message>
            <source>The mapping reads {columns}, which {file} does not have. Choose other columns or another mapping.</source>
            <translation>字段对应所用的 {columns} 在 {file} 中不存在。请改选列或使用其他字段对应。</translation>
        </message>
        <message>
            <source>The mapping {path} fills columns that the table {table} does not have: {names}.</source>
            <translation>字段对应 {path} 要填写的字段在表 {table} 中不存在：{names}。</translation>
        </message>
        <message>
            <source>The mapping {path} is for a table “{table}”, which no project has.</source>
            <translation>字段对应 {path} 针对的表“{table}”在项目中不存在。</translation>
        </message>
        <message>
            <source>The name of the layer says so.</source>
            <translation>依据图层名称。</translation>
        </message>
        <message>
            <source>The numbers in “{column}” are read after the numbering “{name}”, because the file has its columns {signs}.</source>
            <translation>“{column}”中的数字按“{name}”编码解读，因为文件中有该编码所属的列 {signs}。</translation>
        </message>
        <message>
            <source>The places are given in a local system and were fitted to {project} by {n} control points.</source>
            <translation>位置为地方坐标系，已用 {n} 个控制点拟合到 {project}。</translation>
        </message>
        <message>
            <source>The places are those of the manholes that the lines name, in {project}.</source>
            <translation>位置取自管线所列点号的检查井，坐标系为 {project}。</translation>
        </message>
        <message>
            <source>The places fit the project as given: {n} places, {numbers}.</source>
            <translation>位置按原样与项目相符：{n} 个位置，{numbers}。</translation>
        </message>
        <message>
            <source>The places fit the project better if they are {datum}: {reason} Correcting them moves them by {low} to {high} m. Convert them?</source>
            <translation>若坐标为 {datum}，与项目更为相符：{reason}纠正后位置移动 {low} 至 {high} 米。是否转换？</translation>
        </message>
        <message>
            <source>The places fit the project better if they are {datum}: {reason} They were taken as given.</source>
            <translation>若坐标为 {datum}，与项目更为相符：{reason}已按原样采用。</translation>
        </message>
        <message>
            <source>The places were fitted by {n} control points ({kind}): they miss by {rms} m on average and {most} m at most; the scale is {scale}.</source>
            <translation>坐标由 {n} 个控制点拟合（{kind}）：中误差 {rms} 米，最大残差 {most} 米，尺度 {scale}。</translation>
        </message>
        <message>
            <source>The places were read in {system} and converted from {datum}; the project is in {project}.</source>
            <translation>位置按 {system} 读取，并由 {datum} 转换；项目坐标系为 {project}。</translation>
        </message>
        <message>
            <source>The places were read in {system}, the datum as given; the project is in {project}.</source>
            <translation>位置按 {system} 读取，基准保持原样；项目坐标系为 {project}。</translation>
        </message>
        <message>
            <source>The point “{code}” is not among the manholes and inlets.</source>
            <translation>检查井与雨水口中没有管点“{code}”。</translation>
        </message>
        <message>
            <source>The project holds nothing yet to compare the places with: coordinate system and datum are taken as given. Look at them on a map before more is imported.</source>
            <translation>项目中尚无可与位置比较的内容：坐标系和基准按原样采用。继续导入之前，请先在地图上核对。</translation>
        </message>
        <message>
            <source>The project was traced before; trace it again to take this in.</source>
            <translation>项目此前已溯源，请重新溯源以计入本次导入。</translation>
        </message>
        <message>
            <source>The row has no place, and nothing by which it could be known.</source>
            <translation>该行没有位置，也没有可供识别的编号或接入信息。</translation>
        </message>
        <message>
            <source>The row is a line of totals.</source>
            <translation>合计行。</translation>
        </message>
        <message>
            <source>The row is empty.</source>
            <translation>空行。</translation>
        </message>
        <message>
            <source>The row repeats the headings.</source>
            <translation>重复的表头行。</translation>
        </message>
        <message>
            <source>The rows carry no places.</source>
            <translation>记录不带位置。</translation>
        </message>
        <message>
            <source>The same rows: give them the new numbers</source>
            <translation>同一批记录：改用新编号</translation>
        </message>
        <message>
            <source>The same rows: update and move them</source>
            <translation>同一批记录：更新并移动</translation>
        </message>
        <message>
            <source>The sheet names every pipe at both of its ends: its {n} rows are {points} points and {pipes} pipes.</source>
            <translation>表中每条管段在两端各出现一次：{n} 行合为 {points} 个管点、{pipes} 条管段。</translation>
        </message>
        <message>
            <source>The two coordinates are exchanged in the file (its first is the {first}); they were put right.</source>
            <translation>文件中两个坐标互换（第一个为{first}），已纠正。</translation>
        </message>
        <message>
            <source>There is no table “{table}”. TABLE can be: {tables}.</source>
            <translation>没有表“{table}”。TABLE 可以是：{tables}。</translation>
        </message>
        <message>
            <source>They cannot be restored: ask for a file in which the column is text.</source>
            <translation>无法恢复，请索取该列为文本格式的文件。</translation>
        </message>
        <message>
            <source>They were taken as new rows.</source>
            <translation>已作为新记录。</translation>
        </message>
        <message>
            <source>Top of the pipe</source>
            <translation>管顶</translation>
        </message>
        <message>
            <source>Unknown word, emptied</source>
            <translation>未知取值，已清空</translation>
        </message>
        <message>
            <source>Values of people that were kept</source>
            <translation>保留的人工值</translation>
        </message>
        <message>
            <source>What does “{text}” mean in the column “{column}” ({target})? {count} rows hold it.</source>
            <translation>“{column}”列（{target}）中的“{text}”是什么意思？共 {count} 行。</translation>
        </message>
        <message>
            <source>What was done</source>
            <translation>处理</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>行号</translation>
        </message>
        <message>
            <source>Whether the places are as given or in GCJ-02 or BD-09 cannot be told from the project: {n} places, {numbers}. They are taken as given.</source>
            <translation>依据项目内容无法判断坐标是原样、GCJ-02 还是 BD-09：共 {n} 个位置，{numbers}。按原样采用。</translation>
        </message>
        <message>
            <source>Which column holds the latitude or northing?</source>
            <translation>哪一列是纬度或北坐标？</translation>
        </message>
        <message>
            <source>Which column holds “{target}”?</source>
            <translation>哪一列是“{target}”？</translation>
        </message>
        <message>
            <source>Which height does the column “{column}” give? Drainage surveys mean the invert, other pipelines the top of the pipe.</source>
            <translation>“{column}”列是哪种高程？排水管线通常指管底，其他管线通常指管顶。</translation>
        </message>
        <message>
            <source>X and Y exchanged</source>
            <translation>X 与 Y 已对调</translation>
        </message>
        <message>
            <source>Yes; what the words mean is asked then</source>
            <translation>是，随后说明各用词的含义</translation>
        </message>
        <message>
            <source>a line</source>
            <translation>线</translation>
        </message>
        <message>
            <source>a mixture</source>
            <translation>混合类型</translation>
        </message>
        <message>
            <source>a point</source>
            <translation>点</translation>
        </message>
        <message>
            <source>affine</source>
            <translation>仿射</translation>
        </message>
        <message>
            <source>an area</source>
            <translation>面</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>另有 {n} 条</translation>
        </message>
        <message>
            <source>as given</source>
            <translation>原样</translation>
        </message>
        <message>
            <source>columns such as {columns}</source>
            <translation>列：{columns} 等</translation>
        </message>
        <message>
            <source>coordinates exchanged</source>
            <translation>坐标互换</translation>
        </message>
        <message>
            <source>half of them lie within {before} m of a pipe as given and within {after} m after the correction.</source>
            <translation>原样时半数距管渠 {before} 米以内，纠正后为 {after} 米以内。</translation>
        </message>
        <message>
            <source>half of them lie within {before} m of the river bank as given and within {after} m after the correction.</source>
            <translation>原样时半数距河岸 {before} 米以内，纠正后为 {after} 米以内。</translation>
        </message>
        <message>
            <source>its geometry</source>
            <translation>几何类型</translation>
        </message>
        <message>
            <source>latitude</source>
            <translation>纬度</translation>
        </message>
        <message>
            <source>northing</source>
            <translation>北坐标</translation>
        </message>
        <message>
            <source>rows {rows}</source>
            <translation>行号 {rows}</translation>
        </message>
        <message>
            <source>similarity</source>
            <translation>四参数</translation>
        </message>
        <message>
            <source>the name of the layer</source>
            <translation>图层名称</translation>
        </message>
        <message>
            <source>there is no column {columns}.</source>
            <translation>没有列 {columns}。</translation>
        </message>
        <message>
            <source>with nothing to compare them with</source>
            <translation>无可比较的对象</translation>
        </message>
        <message>
            <source>{before} % of them lie inside the districts as given and {after} % after the correction.</source>
            <translation>原样时 {before}% 位于行政区内，纠正后为 {after}%。</translation>
        </message>
        <message>
            <source>{before} of them lie outside the district they name as given and {after} after the correction.</source>
            <translation>按原样有 {before} 个不在其所写的区内，改正后有 {after} 个。</translation>
        </message>
        <message>
            <source>{datum}: {metres} m to a pipe</source>
            <translation>{datum}：距管渠 {metres} 米</translation>
        </message>
        <message>
            <source>{datum}: {metres} m to the bank</source>
            <translation>{datum}：距岸 {metres} 米</translation>
        </message>
        <message>
            <source>{datum}: {share} % inside the districts</source>
            <translation>{datum}：{share}% 位于行政区内</translation>
        </message>
        <message>
            <source>{file} has no column {columns}, which the mapping names. Its columns are: {present}.</source>
            <translation>{file} 没有字段对应中所列的列 {columns}。现有列：{present}。</translation>
        </message>
        <message>
            <source>{file} has no rows of the table “{table}”. It has rows of: {tables}.</source>
            <translation>{file} 的表“{table}”没有记录。有记录的表：{tables}。</translation>
        </message>
        <message>
            <source>{file} holds areas, but the table {table} holds lines. Ask for the lines, or choose another table.</source>
            <translation>{file} 中是面，而表 {table} 存放的是线。请索取线数据，或选择其他表。</translation>
        </message>
        <message>
            <source>{file} holds no rows; nothing was written. Ask for a file with content.</source>
            <translation>{file} 没有数据行，未写入任何内容。请索取有内容的文件。</translation>
        </message>
        <message>
            <source>{file} into {table}: {read} rows read, {added} added, {updated} updated, {unchanged} unchanged, {rejected} rejected.</source>
            <translation>{file} 导入“{table}”：读取 {read} 行，新增 {added} 行，更新 {updated} 行，未变 {unchanged} 行，退回 {rejected} 行。</translation>
        </message>
        <message>
            <source>{file} only lists other files, such as {listed}; nothing was written. Import those files one by one, or give TABLE where its rows are meant.</source>
            <translation>{file} 只列出了其他文件（例如 {listed}），未写入任何内容。请逐个导入这些文件；如果要导入的就是清单中的各行，请指定 TABLE。</translation>
        </message>
        <message>
            <source>{name}: {values}</source>
            <translation>{name}：{values}</translation>
        </message>
        <message>
            <source>{n} (has|have) another name or district</source>
            <translation>{n} 行的名称或所属区不同</translation>
        </message>
        <message>
            <source>{n} (lies|lie) elsewhere, up to {most} m away</source>
            <translation>{n} 行位于别处，最远相距 {most} 米</translation>
        </message>
        <message>
            <source>{n} (row carries|rows carry) the number, code or name of a row of the project but (does|do) not agree with it otherwise ({why}), for example row {row}: “{new}”.</source>
            <translation>{n} 行与项目中某条记录的编号、编码或名称相同，但其他方面不符（{why}），例如第 {row} 行：“{new}”。</translation>
        </message>
        <message>
            <source>{n} (row of the file lies|rows of the file lie) exactly where rows of the project lie that carry another number or name, for example row {row}: “{new}” on “{old}”.</source>
            <translation>文件中有 {n} 行与项目中编号或名称不同的记录位置完全重合，例如第 {row} 行：“{new}”与“{old}”重合。</translation>
        </message>
        <message>
            <source>{n} (row that is|rows that are) no longer delivered (was|were) removed, as asked.</source>
            <translation>已按要求删除 {n} 条不再提供的记录。</translation>
        </message>
        <message>
            <source>{n} (row|rows) of the earlier delivery (is|are) not in this one and stayed.</source>
            <translation>以往数据中有 {n} 条记录本次未提供，保持原样。</translation>
        </message>
        <message>
            <source>{n} (value that people entered differs|values that people entered differ) from the delivery and (was|were) kept.</source>
            <translation>{n} 个人工填写的值与导入数据不同，已保留。</translation>
        </message>
        <message>
            <source>{n} known (row moves|rows move), by {middle} m in the middle and {most} m at most.</source>
            <translation>{n} 条已有记录移动，中位数 {middle} 米，最大 {most} 米。</translation>
        </message>
        <message>
            <source>{n} new (row carries|rows carry) a code that another row of the project has, for example “{code}”.</source>
            <translation>{n} 条新记录的编码已被项目中另一条记录使用，例如“{code}”。</translation>
        </message>
        <message>
            <source>{n} node (id stands|ids stand) at places more than {far} m apart, in the file or in the project: {examples}. Ends so far apart are not joined by an id, unless the whole network is drawn as a scheme.</source>
            <translation>{n} 个管点编号在文件或项目中出现在相距 {far} 米以上的位置：{examples}。相距如此之远的端点不按编号连接，除非整个管网是按示意图绘制的。</translation>
        </message>
        <message>
            <source>{n} of the mended rows are not among the open rejects of this project: {uids}. Use a sheet that was made of this project.</source>
            <translation>改正的记录中有 {n} 条不是本项目待处理的退回记录：{uids}。请使用由本项目导出的表。</translation>
        </message>
        <message>
            <source>{n} of the rejected rows were rejected before and are not listed twice.</source>
            <translation>退回的记录中有 {n} 条以前已被退回，不再重复列出。</translation>
        </message>
        <message>
            <source>{n} rows are of other utilities by their “{column}” ({words}). Leave them out?</source>
            <translation>按“{column}”（{words}），有 {n} 行属于其他管线。是否不导入？</translation>
        </message>
        <message>
            <source>{n} rows carry a key that stands several times, in the file or in the project, and were taken as new rows: {rows}.</source>
            <translation>{n} 行的编号在文件或项目中出现多次，已作为新记录导入：{rows}。</translation>
        </message>
        <message>
            <source>{n} rows that the project knows lie {before} m away from there as given and {after} m after the correction.</source>
            <translation>项目中已有的 {n} 行，原样时相距 {before} 米，纠正后相距 {after} 米。</translation>
        </message>
        <message>
            <source>{n} traced (outfall is|outfalls are) out of date because of it and (was|were) marked so; trace again.</source>
            <translation>本次导入使 {n} 个已溯源排污口的结果过期，已作标记，请重新溯源。</translation>
        </message>
        <message>
            <source>{path} cannot be imported into itself.</source>
            <translation>{path} 不能导入其自身。</translation>
        </message>
        <message>
            <source>{path} cannot be read: {reason}.</source>
            <translation>无法读取 {path}：{reason}。</translation>
        </message>
        <message>
            <source>{path} is not a mapping of this plugin. SAVE_MAPPING and the import wizard make such files.</source>
            <translation>{path} 不是本插件的字段对应文件。此类文件由 SAVE_MAPPING 和导入向导生成。</translation>
        </message>
        <message>
            <source>{path} is not a sheet of mended rows: it needs a column uid, as in the sheet of rejected rows, or JSON with one object per uid.</source>
            <translation>{path} 不是改正记录表：需要像退回记录表那样含有 uid 列，或是每个 uid 对应一个对象的 JSON。</translation>
        </message>
        <message>
            <source>{path} was changed since the preview was made, so the import would do something else now. Nothing was written; look at the new preview.</source>
            <translation>生成预览之后 {path} 已被修改，导入结果会与预览不同。未写入任何内容，请查看新的预览。</translation>
        </message>
        <message>
            <source>{question} Taken as proposed: {answer}.</source>
            <translation>{question} 已采用建议：{answer}。</translation>
        </message>
        <message>
            <source>{share} % of the {n} pipes with both levels rise from their start to their end. Some offices label start and end the other way round. Exchange them?</source>
            <translation>两端均有标高的 {n} 条管段中，{share}% 由起点向终点升高。有的单位起点、终点标反，是否互换？</translation>
        </message>
        <message>
            <source>“{code}” ({ends} ends, {km} km)</source>
            <translation>“{code}”（{ends} 个端点，{km} 公里）</translation>
        </message>
        <message>
            <source>“{column}” is called like “{target}”, but only {share} % of its cells could be that ({examples}); it is left out.</source>
            <translation>“{column}”列的列名与“{target}”相符，但只有 {share} % 的单元格符合（{examples}），未导入。</translation>
        </message>
        <message>
            <source>“{column}” is for the public and holds a number, an address or a name of a person: “{part}”. Take it out, then import the row again.</source>
            <translation>“{column}”为公开文本，其中含个人的号码、地址或姓名：“{part}”。请删去后重新导入该行。</translation>
        </message>
        <message>
            <source>“{column}” is usually given in {usual}; its middle value of {value} shows that it is {unit} here.</source>
            <translation>“{column}”通常以 {usual} 为单位，但其中位数为 {value}，此处应为 {unit}。</translation>
        </message>
        <message>
            <source>“{column}” says of {n} rows that water may pass both ways ({words}). That is no direction: levels decide where they can, otherwise the direction stays unknown.</source>
            <translation>“{column}”列有 {n} 行注明可双向流动（{words}）。这不是流向：有管底标高时由标高判定，否则流向为不明。</translation>
        </message>
        <message>
            <source>“{column}” was given in {unit} and turned into {target}.</source>
            <translation>“{column}”以 {unit} 为单位，已换算为 {target}。</translation>
        </message>
        <message>
            <source>“{layer}” is of another utility ({word}). Choose the layer with the drainage, or say that this is drainage all the same.</source>
            <translation>“{layer}”属于其他管线（{word}）。请选择排水管线的图层，或确认它就是排水管线。</translation>
        </message>
        <message>
            <source>“{target}” is filled from “{column}”; {others} could hold it too and is left out.</source>
            <translation>“{target}”取自“{column}”；{others} 也可能是该内容，未采用。</translation>
        </message>
        <message>
            <source>其它 written as 其他</source>
            <translation>“其它”改为“其他”</translation>
        </message>
        <message>
            <source>囗 read as 口</source>
            <translation>“囗”改为“口”</translation>
        </message>
    </context>
    <context>
        <name>ImportReaders</name>
        <message>
            <source>A remark under the table, not a row of it.</source>
            <translation>表格下方的备注，不是数据行。</translation>
        </message>
        <message>
            <source>A separator inside a value needs quotation marks around it.</source>
            <translation>值中含有分隔符时，须用引号括起。</translation>
        </message>
        <message>
            <source>Ask for a file in which the column is text.</source>
            <translation>请索取该列为文本的文件。</translation>
        </message>
        <message>
            <source>Ask for all files of the shapefile: .shp, .shx, .dbf, .prj, .cpg.</source>
            <translation>请索取该 Shapefile 的全部文件：.shp、.shx、.dbf、.prj、.cpg。</translation>
        </message>
        <message>
            <source>Ask for the file again.</source>
            <translation>请重新索取该文件。</translation>
        </message>
        <message>
            <source>Choose another encoding; where none helps, ask for the file again.</source>
            <translation>请改选编码；若均无效，请重新索取文件。</translation>
        </message>
        <message>
            <source>Delete them in the file if they are not meant.</source>
            <translation>若不应导入，请在文件中删除。</translation>
        </message>
        <message>
            <source>Leave it out, or remove it from the file.</source>
            <translation>请忽略它，或从文件中删除。</translation>
        </message>
        <message>
            <source>Look at the texts; choose another encoding where they are wrong.</source>
            <translation>请查看文字；有误时请选择其他编码。</translation>
        </message>
        <message>
            <source>Open the file in Excel and save it: that stores the values.</source>
            <translation>请用 Excel 打开并保存文件，即可存入计算结果。</translation>
        </message>
        <message>
            <source>Reading Excel files</source>
            <translation>读取 Excel 文件</translation>
        </message>
        <message>
            <source>Reading old Excel files (.xls)</source>
            <translation>读取旧式 Excel 文件（.xls）</translation>
        </message>
        <message>
            <source>Row {row} is a total, not an object.</source>
            <translation>第 {row} 行是合计，不是对象。</translation>
        </message>
        <message>
            <source>Say which coordinate system they are in.</source>
            <translation>请指明其坐标系。</translation>
        </message>
        <message>
            <source>The .dbf file is cut off: it says {said} rows and holds {n}.</source>
            <translation>.dbf 文件被截断：声明 {said} 行，实有 {n} 行。</translation>
        </message>
        <message>
            <source>The .dbf file is damaged.</source>
            <translation>.dbf 文件已损坏。</translation>
        </message>
        <message>
            <source>The .dbf file is missing: the objects have no attributes.</source>
            <translation>缺少 .dbf 文件：对象没有属性。</translation>
        </message>
        <message>
            <source>The .shx file is missing; the order of the objects was found anew.</source>
            <translation>缺少 .shx 文件；已重新建立对象次序。</translation>
        </message>
        <message>
            <source>The coordinates are not degrees, although the file names no coordinate system.</source>
            <translation>文件未注明坐标系，而坐标并非经纬度。</translation>
        </message>
        <message>
            <source>The file says it has {said} rows; {n} could be read.</source>
            <translation>文件声明有 {said} 行，可读取 {n} 行。</translation>
        </message>
        <message>
            <source>The file says its texts are in {declared}; its bytes are in {encoding}, which was used.</source>
            <translation>文件声明编码为 {declared}，但其字节为 {encoding}，已按后者读取。</translation>
        </message>
        <message>
            <source>There is no encoding {encoding}.</source>
            <translation>没有名为 {encoding} 的编码。</translation>
        </message>
        <message>
            <source>There is no file {file}.</source>
            <translation>文件 {file} 不存在。</translation>
        </message>
        <message>
            <source>{file} cannot be opened: another program has locked it, or you have no right to read it. Close it there, or copy it, and try again.</source>
            <translation>无法打开 {file}：文件被其他程序占用，或没有读取权限。请在该程序中关闭或复制一份后重试。</translation>
        </message>
        <message>
            <source>{file} cannot be read: it is damaged, incomplete or of another kind than its name says. Ask for the file again, or open it in the program that made it and save it anew.</source>
            <translation>无法读取 {file}：文件损坏、不完整，或与其名称所示类型不符。请重新索取，或在原程序中打开后重新保存。</translation>
        </message>
        <message>
            <source>{file} has more than {n} cells. Save the needed rows as CSV.</source>
            <translation>{file} 的单元格超过 {n} 个。请将所需行另存为 CSV。</translation>
        </message>
        <message>
            <source>{file} has more than {n} columns in line {line}: this is not a table of objects.</source>
            <translation>{file} 第 {line} 行超过 {n} 列，不是对象表。</translation>
        </message>
        <message>
            <source>{file} has no layer {layer}.</source>
            <translation>{file} 没有图层 {layer}。</translation>
        </message>
        <message>
            <source>{file} has no layer {layer}. It has: {names}.</source>
            <translation>{file} 没有图层 {layer}。其中有：{names}。</translation>
        </message>
        <message>
            <source>{file} has tables whose rows are read from other files ({names}); it is not opened. Ask for a file that holds its rows itself.</source>
            <translation>{file} 中有从其他文件读取数据的表（{names}），不予打开。请索取自身包含数据的文件。</translation>
        </message>
        <message>
            <source>{file} has views that make their rows themselves and may never end ({names}); it is not opened. Ask for a file whose rows stand in tables.</source>
            <translation>{file} 中有自行生成记录、可能没有尽头的视图（{names}），未打开该文件。请索取记录存放在表中的文件。</translation>
        </message>
        <message>
            <source>{file} holds more than {n} files. Choose the ones that are meant.</source>
            <translation>{file} 中的文件超过 {n} 个。请选择所需文件。</translation>
        </message>
        <message>
            <source>{file} holds no data: it says in which other file or at which address they lie, and such references are not followed. Choose the file with the data itself.</source>
            <translation>{file} 自身没有数据，只说明数据在哪个文件或地址，这类引用不予跟随。请选择含有数据的文件。</translation>
        </message>
        <message>
            <source>{file} holds no rows: it should be a list of objects.</source>
            <translation>{file} 中没有数据行：应为对象列表。</translation>
        </message>
        <message>
            <source>{file} holds nothing that can be read.</source>
            <translation>{file} 中没有可读取的内容。</translation>
        </message>
        <message>
            <source>{file} is XML of a kind that cannot be read. Readable are KML, GPX and GML.</source>
            <translation>{file} 是无法读取的 XML。可读取的有 KML、GPX 和 GML。</translation>
        </message>
        <message>
            <source>{file} is XML that declares texts to be put in from elsewhere; it is not opened. Ask for the file without them.</source>
            <translation>{file} 是声明了外部或自定义实体的 XML，不予打开。请索取不含这类声明的文件。</translation>
        </message>
        <message>
            <source>{file} is a DWG drawing, which cannot be read. Open it in the CAD program and save it as DXF.</source>
            <translation>{file} 是 DWG 图纸，无法读取。请在 CAD 软件中打开并另存为 DXF。</translation>
        </message>
        <message>
            <source>{file} is a MapInfo table that points at other files (a view, a linked or seamless table, a picture). Choose the table with the data itself.</source>
            <translation>{file} 是指向其他文件的 MapInfo 表（视图、链接表、无缝表或图片）。请选择含有数据的表。</translation>
        </message>
        <message>
            <source>{file} is a PDF. Ask for the table or the drawing it was made from.</source>
            <translation>{file} 是 PDF。请索取其原始表格或图纸。</translation>
        </message>
        <message>
            <source>{file} is a Word or PowerPoint document. Ask for its table as .xlsx.</source>
            <translation>{file} 是 Word 或 PowerPoint 文档。请索取其中表格的 .xlsx 文件。</translation>
        </message>
        <message>
            <source>{file} is a binary DXF drawing, which cannot be read. Open it in the CAD program and save it as DXF in ASCII.</source>
            <translation>{file} 是二进制 DXF，无法读取。请在 CAD 软件中打开并另存为 ASCII 格式的 DXF。</translation>
        </message>
        <message>
            <source>{file} is a binary workbook (.xlsb), which cannot be read. Open it in Excel and save it as .xlsx.</source>
            <translation>{file} 是二进制工作簿（.xlsb），无法读取。请用 Excel 打开并另存为 .xlsx。</translation>
        </message>
        <message>
            <source>{file} is a web page. Open it in Excel and save it as .xlsx.</source>
            <translation>{file} 是网页。请用 Excel 打开并另存为 .xlsx。</translation>
        </message>
        <message>
            <source>{file} is an Access database (a personal geodatabase too), which cannot be read. Open it in Access and export each table as Excel workbook (.xlsx), or in ArcGIS and export it as file geodatabase or shapefile.</source>
            <translation>{file} 是 Access 数据库（个人地理数据库亦然），无法读取。请用 Access 打开，将各表导出为 Excel 工作簿（.xlsx）；或用 ArcGIS 打开，导出为文件地理数据库或 Shapefile。</translation>
        </message>
        <message>
            <source>{file} is an Excel table kept as XML. Open it in Excel and save it as .xlsx.</source>
            <translation>{file} 是以 XML 保存的 Excel 表格。请用 Excel 打开并另存为 .xlsx。</translation>
        </message>
        <message>
            <source>{file} is an OpenDocument file, which cannot be read. Open it and save its table as .xlsx.</source>
            <translation>{file} 是 OpenDocument 文件，无法读取。请打开并将其中表格另存为 .xlsx。</translation>
        </message>
        <message>
            <source>{file} is an archive of a kind that cannot be opened. Unpack it and choose the files inside, or pack them as ZIP.</source>
            <translation>{file} 是无法打开的压缩格式。请解压后选择其中的文件，或改用 ZIP 压缩。</translation>
        </message>
        <message>
            <source>{file} is being written by another program. Wait until it has finished, and try again.</source>
            <translation>{file} 正在被其他程序写入。请等待写入完成后重试。</translation>
        </message>
        <message>
            <source>{file} is damaged or cut off. Ask for it again.</source>
            <translation>{file} 损坏或被截断。请重新索取。</translation>
        </message>
        <message>
            <source>{file} is damaged or not an Excel workbook. Open it in Excel and save it anew as .xlsx.</source>
            <translation>{file} 已损坏或不是 Excel 工作簿。请在 Excel 中打开并另存为 .xlsx。</translation>
        </message>
        <message>
            <source>{file} is empty.</source>
            <translation>{file} 为空。</translation>
        </message>
        <message>
            <source>{file} is not JSON that can be read: it is damaged, cut off or nested too deep.</source>
            <translation>{file} 不是可读取的 JSON：已损坏、被截断或嵌套过深。</translation>
        </message>
        <message>
            <source>{file} is not a SWMM model: it has no nodes, links or subcatchments.</source>
            <translation>{file} 不是 SWMM 模型：没有节点、管渠或子汇水区。</translation>
        </message>
        <message>
            <source>{file} is not a file that can be read.</source>
            <translation>{file} 不是可读取的文件。</translation>
        </message>
        <message>
            <source>{file} is not in the encoding {encoding}.</source>
            <translation>{file} 的编码不是 {encoding}。</translation>
        </message>
        <message>
            <source>{file} is not what its ending says: it is damaged or another kind of file. Ask for it again.</source>
            <translation>{file} 与其扩展名不符：文件损坏或为其他类型。请重新索取。</translation>
        </message>
        <message>
            <source>{file} is protected by a password. Open it in Excel, remove the password and save it anew.</source>
            <translation>{file} 有密码保护。请在 Excel 中打开，取消密码后重新保存。</translation>
        </message>
        <message>
            <source>{file} is protected by a password. Unpack it and choose the files inside.</source>
            <translation>{file} 有密码保护。请解压后选择其中的文件。</translation>
        </message>
        <message>
            <source>{file} is too large for a SWMM model.</source>
            <translation>{file} 作为 SWMM 模型过大。</translation>
        </message>
        <message>
            <source>{file} is too large for a table of JSON; convert it to CSV.</source>
            <translation>{file} 作为 JSON 表过大，请转换为 CSV。</translation>
        </message>
        <message>
            <source>{file} repeats one block {n} times in a grid; it is not opened. Ask for the drawing without it.</source>
            <translation>{file} 将同一图块按阵列重复 {n} 次，不予打开。请索取不含该阵列的图纸。</translation>
        </message>
        <message>
            <source>{file} would need {size} MB when unpacked; it is not opened. Save the needed rows as CSV.</source>
            <translation>{file} 解压后需要 {size} MB，未予打开。请将所需行另存为 CSV。</translation>
        </message>
        <message>
            <source>{file} would take {size} MB and more when unpacked; it is not opened. Unpack it yourself and choose the files that are meant.</source>
            <translation>{file} 解压后将超过 {size} MB，未予打开。请自行解压并选择所需文件。</translation>
        </message>
        <message>
            <source>{file}, line {line}: this is not a table of text: a cell is longer than a million characters, perhaps because a quotation mark is not closed.</source>
            <translation>{file} 第 {line} 行：这不是文本表格，某单元格超过一百万个字符，可能是引号未闭合。</translation>
        </message>
        <message>
            <source>{file}: files of this kind cannot be read. Readable are shapefile, GeoPackage, GeoJSON, KML, DXF, FileGDB, MapInfo, CSV, Excel, SWMM and ZIP archives of these.</source>
            <translation>{file}：无法读取此类文件。可读取 Shapefile、GeoPackage、GeoJSON、KML、DXF、FileGDB、MapInfo、CSV、Excel、SWMM 及其 ZIP 压缩包。</translation>
        </message>
        <message>
            <source>{n} (cell holds|cells hold) characters that were lost before or in reading as {encoding}, such as “{example}”.</source>
            <translation>{n} 个单元格含有丢失的文字（如“{example}”）：文件中已丢失，或按 {encoding} 读取时丢失。</translation>
        </message>
        <message>
            <source>{n} (cell holds|cells hold) no shape that can be read.</source>
            <translation>{n} 个单元格不是可读取的几何图形。</translation>
        </message>
        <message>
            <source>{n} (formula has|formulas have) no stored value; (its cell is|their cells are) empty.</source>
            <translation>{n} 个公式没有已保存的值，单元格视为空。</translation>
        </message>
        <message>
            <source>{n} (formula|formulas) of the column (has|have) failed, first {value}.</source>
            <translation>该列有 {n} 个公式出错，首个为 {value}。</translation>
        </message>
        <message>
            <source>{n} (object|objects) of the model (has|have) no place: no coordinates are given.</source>
            <translation>模型中有 {n} 个对象没有位置：模型未给出其坐标。</translation>
        </message>
        <message>
            <source>{n} (row has|rows have) more cells than the header has names.</source>
            <translation>有 {n} 行的单元格多于表头列名。</translation>
        </message>
        <message>
            <source>{n} (row is|rows are) hidden in the sheet and (was|were) read like the others.</source>
            <translation>工作表中有 {n} 行被隐藏，已照常读取。</translation>
        </message>
        <message>
            <source>“{column}” holds {n} numbers of more than 15 digits, such as {example}. The file keeps only their first 15 to 17 digits; the last ones are lost.</source>
            <translation>“{column}”有 {n} 个超过 15 位的数字，如 {example}。文件只保留前 15 至 17 位，末尾数字已丢失。</translation>
        </message>
    </context>
    <context>
        <name>ImportWizard</name>
        <message>
            <source>(choose)</source>
            <translation>（请选择）</translation>
        </message>
        <message>
            <source>(leave it empty)</source>
            <translation>（留空）</translation>
        </message>
        <message>
            <source>, {n} (row|rows)</source>
            <translation>，{n} 行</translation>
        </message>
        <message>
            <source>A FileGDB, or a folder with several files</source>
            <translation>FileGDB，或含有多个文件的文件夹</translation>
        </message>
        <message>
            <source>A new row</source>
            <translation>新增行</translation>
        </message>
        <message>
            <source>Add a point</source>
            <translation>添加控制点</translation>
        </message>
        <message>
            <source>All tables of the project</source>
            <translation>项目的全部表</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>上一步</translation>
        </message>
        <message>
            <source>Becomes</source>
            <translation>对应</translation>
        </message>
        <message>
            <source>Bring a file of any kind into the project: shapefile, Excel, CAD, CSV, …</source>
            <translation>将各类文件导入项目：Shapefile、Excel、CAD、CSV 等</translation>
        </message>
        <message>
            <source>Checking again</source>
            <translation>正在重新判断</translation>
        </message>
        <message>
            <source>Choose a table.</source>
            <translation>请选择表。</translation>
        </message>
        <message>
            <source>Cleaned: “{old}” became “{new}” ({rule})</source>
            <translation>已清洗：“{old}”改为“{new}”（{rule}）</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Column of the project</source>
            <translation>项目字段</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Columns of the file that are not used: {names}</source>
            <translation>文件中未使用的列：{names}</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Control points of the local system (two or more)</source>
            <translation>地方坐标系控制点（两个以上）</translation>
        </message>
        <message>
            <source>Coordinate system</source>
            <translation>坐标系</translation>
        </message>
        <message>
            <source>Datum</source>
            <translation>基准</translation>
        </message>
        <message>
            <source>Drop a file here: shapefile, GeoPackage, Excel, CSV, DXF, KML, SWMM, ZIP …</source>
            <translation>将文件拖到此处：Shapefile、GeoPackage、Excel、CSV、DXF、KML、SWMM、ZIP……</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <source>Every column of the file is used.</source>
            <translation>文件的各列均已使用。</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>File to import</source>
            <translation>要导入的文件</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>文件…</translation>
        </message>
        <message>
            <source>Filled from</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Folder to import</source>
            <translation>要导入的文件夹</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>文件夹…</translation>
        </message>
        <message>
            <source>Goes into</source>
            <translation>导入到</translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Import again</source>
            <translation>重新导入</translation>
        </message>
        <message>
            <source>Import into the project</source>
            <translation>导入到项目</translation>
        </message>
        <message>
            <source>Importing the rows</source>
            <translation>正在导入这些行</translation>
        </message>
        <message>
            <source>Import…</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>In the file</source>
            <translation>文件中</translation>
        </message>
        <message>
            <source>Layer or sheet</source>
            <translation>图层或工作表</translation>
        </message>
        <message>
            <source>Leave out</source>
            <translation>不再处理</translation>
        </message>
        <message>
            <source>Load mapping…</source>
            <translation>载入字段对应…</translation>
        </message>
        <message>
            <source>Looking at the file</source>
            <translation>正在查看文件</translation>
        </message>
        <message>
            <source>Mapping</source>
            <translation>字段对应</translation>
        </message>
        <message>
            <source>Mark the selected rows as not to be mended</source>
            <translation>将所选行标记为不再处理</translation>
        </message>
        <message>
            <source>Mend the values here, then take the rows in again: they go through the same mapping and cleaning.</source>
            <translation>请在此改正数值后重新导入：这些行将再次经过同样的字段对应与清洗。</translation>
        </message>
        <message>
            <source>Moves (m)</source>
            <translation>移动（米）</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
        <message>
            <source>Next file</source>
            <translation>下一个文件</translation>
        </message>
        <message>
            <source>Now in the project: “{old}”</source>
            <translation>项目中现为“{old}”</translation>
        </message>
        <message>
            <source>Only columns that are filled</source>
            <translation>仅显示已填列</translation>
        </message>
        <message>
            <source>Only rows for which this expression holds; empty: all</source>
            <translation>仅导入满足此表达式的行；不填则为全部</translation>
        </message>
        <message>
            <source>Only rows where</source>
            <translation>仅导入满足条件的行</translation>
        </message>
        <message>
            <source>Open an outfall project first.</source>
            <translation>请先打开排污口项目。</translation>
        </message>
        <message>
            <source>Places</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Places from</source>
            <translation>位置来源</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
        <message>
            <source>Problems and changes</source>
            <translation>问题与变更</translation>
        </message>
        <message>
            <source>Reading</source>
            <translation>正在读取</translation>
        </message>
        <message>
            <source>Reading the first rows</source>
            <translation>正在读取前几行</translation>
        </message>
        <message>
            <source>Reading {file}</source>
            <translation>正在读取 {file}</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Remove rows that are no longer delivered</source>
            <translation>删除不再提供的记录</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <source>Report of the import</source>
            <translation>导入报告</translation>
        </message>
        <message>
            <source>Row</source>
            <translation>行</translation>
        </message>
        <message>
            <source>Row {n} of {file}.</source>
            <translation>{file} 第 {n} 行。</translation>
        </message>
        <message>
            <source>Rows</source>
            <translation>行数</translation>
        </message>
        <message>
            <source>Rows are recognised by</source>
            <translation>识别行的列</translation>
        </message>
        <message>
            <source>Rows as they would be</source>
            <translation>导入后的行</translation>
        </message>
        <message>
            <source>Save as sheet…</source>
            <translation>另存为表格…</translation>
        </message>
        <message>
            <source>Save mapping…</source>
            <translation>保存字段对应…</translation>
        </message>
        <message>
            <source>Save report…</source>
            <translation>保存报告…</translation>
        </message>
        <message>
            <source>Sheet of the rejected rows</source>
            <translation>退回行表格</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stopped; nothing was written.</source>
            <translation>已停止，未写入任何内容。</translation>
        </message>
        <message>
            <source>Take all {n} proposals</source>
            <translation>全部采用 {n} 项建议</translation>
        </message>
        <message>
            <source>Take delivered values over what people entered</source>
            <translation>以导入值覆盖人工填写的值</translation>
        </message>
        <message>
            <source>The columns by which a row is found again when it is delivered anew</source>
            <translation>再次导入时，按这些列找到原有的行</translation>
        </message>
        <message>
            <source>The file states {crs}.</source>
            <translation>文件注明坐标系为 {crs}。</translation>
        </message>
        <message>
            <source>The first {n} rows as delivered:</source>
            <translation>原始数据前 {n} 行：</translation>
        </message>
        <message>
            <source>The mapping {name} is used.</source>
            <translation>已采用字段对应 {name}。</translation>
        </message>
        <message>
            <source>The questions in bold need an answer first.</source>
            <translation>请先回答加粗的问题。</translation>
        </message>
        <message>
            <source>These layers are being edited: {layers}. Save or discard their edits, then import again.</source>
            <translation>以下图层正在编辑：{layers}。请保存或放弃编辑后再导入。</translation>
        </message>
        <message>
            <source>This did not work because of a fault in the plugin. Nothing was written.</source>
            <translation>因插件内部故障未能完成，未写入任何内容。</translation>
        </message>
        <message>
            <source>This is a colleague's project: its rows come over with their identifiers.</source>
            <translation>这是同事的项目：各行连同其标识一并导入。</translation>
        </message>
        <message>
            <source>Trial run</source>
            <translation>正在试运行</translation>
        </message>
        <message>
            <source>Unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <source>Values in the file</source>
            <translation>文件中的值</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>取值</translation>
        </message>
        <message>
            <source>Words of “{column}”</source>
            <translation>“{column}”的取值</translation>
        </message>
        <message>
            <source>Words…</source>
            <translation>取值…</translation>
        </message>
        <message>
            <source>Writing into the project</source>
            <translation>正在写入项目</translation>
        </message>
        <message>
            <source>Written as</source>
            <translation>书写形式</translation>
        </message>
        <message>
            <source>X and Y are exchanged</source>
            <translation>X 与 Y 颠倒</translation>
        </message>
        <message>
            <source>X given</source>
            <translation>原 X</translation>
        </message>
        <message>
            <source>X in the project</source>
            <translation>项目 X</translation>
        </message>
        <message>
            <source>X, or longitude</source>
            <translation>X 或经度</translation>
        </message>
        <message>
            <source>Y given</source>
            <translation>原 Y</translation>
        </message>
        <message>
            <source>Y in the project</source>
            <translation>项目 Y</translation>
        </message>
        <message>
            <source>Y, or latitude</source>
            <translation>Y 或纬度</translation>
        </message>
        <message>
            <source>areas</source>
            <translation>面</translation>
        </message>
        <message>
            <source>as given</source>
            <translation>按原样</translation>
        </message>
        <message>
            <source>as the file says</source>
            <translation>以文件为准</translation>
        </message>
        <message>
            <source>between two manholes, by their numbers</source>
            <translation>按编号连接两个检查井</translation>
        </message>
        <message>
            <source>both in one column</source>
            <translation>两者同在一列</translation>
        </message>
        <message>
            <source>certain</source>
            <translation>确定</translation>
        </message>
        <message>
            <source>changes the project</source>
            <translation>更新项目</translation>
        </message>
        <message>
            <source>chosen</source>
            <translation>已指定</translation>
        </message>
        <message>
            <source>cleaned</source>
            <translation>已清洗</translation>
        </message>
        <message>
            <source>columns with coordinates</source>
            <translation>坐标列</translation>
        </message>
        <message>
            <source>columns with start and end of a line</source>
            <translation>线的起止点坐标列</translation>
        </message>
        <message>
            <source>degrees, minutes, seconds</source>
            <translation>度分秒</translation>
        </message>
        <message>
            <source>delivery</source>
            <translation>导入数据</translation>
        </message>
        <message>
            <source>doubtful</source>
            <translation>存疑</translation>
        </message>
        <message>
            <source>find out</source>
            <translation>自动识别</translation>
        </message>
        <message>
            <source>fixed value</source>
            <translation>固定值</translation>
        </message>
        <message>
            <source>found: {name}</source>
            <translation>识别为 {name}</translation>
        </message>
        <message>
            <source>from the word list: {value}</source>
            <translation>按对照表：{value}</translation>
        </message>
        <message>
            <source>likely</source>
            <translation>可能</translation>
        </message>
        <message>
            <source>lines</source>
            <translation>线</translation>
        </message>
        <message>
            <source>mixed shapes</source>
            <translation>混合图形</translation>
        </message>
        <message>
            <source>new row</source>
            <translation>新增行</translation>
        </message>
        <message>
            <source>no places</source>
            <translation>无位置</translation>
        </message>
        <message>
            <source>not known: asked, or left empty</source>
            <translation>未知：将询问或留空</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>空</translation>
        </message>
        <message>
            <source>numbers</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>points</source>
            <translation>点</translation>
        </message>
        <message>
            <source>probably {name}: look at the texts below</source>
            <translation>可能是 {name}，请查看下方文字</translation>
        </message>
        <message>
            <source>table</source>
            <translation>表</translation>
        </message>
        <message>
            <source>the file's own geometry</source>
            <translation>文件自带图形</translation>
        </message>
        <message>
            <source>{answer} (proposed)</source>
            <translation>{answer}（建议）</translation>
        </message>
        <message>
            <source>{n} (row was|rows were) imported, {left} (is|are) still rejected.</source>
            <translation>已补录 {n} 行，仍有 {left} 行退回。</translation>
        </message>
        <message>
            <source>{n} (row was|rows were) not imported</source>
            <translation>有 {n} 行未导入</translation>
        </message>
        <message>
            <source>“{source}” fills “{target}”.</source>
            <translation>“{source}”填入“{target}”。</translation>
        </message>
    </context>
    <context>
        <name>Inspect</name>
        <message>
            <source>(none)</source>
            <translation>（无）</translation>
        </message>
        <message>
            <source>(the map)</source>
            <translation>（地图）</translation>
        </message>
        <message>
            <source>, {m} m left over</source>
            <translation>，剩余误差 {m} 米</translation>
        </message>
        <message>
            <source>1 seen, 2 not seen, 3 uncertain, 4 hidden, 5 bad image; J next, K previous; W swipe. Esc or right click: leave.</source>
            <translation>1 可见，2 未见，3 不确定，4 被遮挡，5 影像不佳；J 下一个，K 上一个；W 卷帘。Esc 或右键退出。</translation>
        </message>
        <message>
            <source>A detector's results</source>
            <translation>识别结果文件</translation>
        </message>
        <message>
            <source>A suspected outfall was recorded; U takes it back.</source>
            <translation>已记录疑似排污口；按 U 撤回。</translation>
        </message>
        <message>
            <source>Agreement of inspectors</source>
            <translation>巡查人一致性</translation>
        </message>
        <message>
            <source>All</source>
            <translation>合计</translation>
        </message>
        <message>
            <source>All flights</source>
            <translation>全部航次</translation>
        </message>
        <message>
            <source>Back to the outfall</source>
            <translation>回到排污口</translation>
        </message>
        <message>
            <source>Back where it was</source>
            <translation>恢复原位</translation>
        </message>
        <message>
            <source>Begin a list of signs</source>
            <translation>建立解译标志库</translation>
        </message>
        <message>
            <source>By chainage, both banks</source>
            <translation>按里程，两岸合并</translation>
        </message>
        <message>
            <source>Catalogue images…</source>
            <translation>影像编目…</translation>
        </message>
        <message>
            <source>Choose what the right side shows.</source>
            <translation>请选择右侧显示的内容。</translation>
        </message>
        <message>
            <source>Click something that the left image shows.</source>
            <translation>请单击左侧影像中可辨认的地物。</translation>
        </message>
        <message>
            <source>Click the suspected outfall. Esc or right click: none.</source>
            <translation>请单击疑似排污口。Esc 或右键取消。</translation>
        </message>
        <message>
            <source>Click where it really is, on the map or the other side. Esc or right click ends.</source>
            <translation>请在地图或另一侧单击其真实位置。Esc 或右键结束。</translation>
        </message>
        <message>
            <source>Click where something is seen, then where it is; right click ends</source>
            <translation>单击影像中的位置，再单击真实位置；右键结束</translation>
        </message>
        <message>
            <source>Click where the register has none</source>
            <translation>在台账中没有排污口的位置单击</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Discharge</source>
            <translation>排水</translation>
        </message>
        <message>
            <source>Drag the edge between the two sides</source>
            <translation>拖动两侧的分界线</translation>
        </message>
        <message>
            <source>Edit the list…</source>
            <translation>编辑标志库…</translation>
        </message>
        <message>
            <source>Exchange the sides</source>
            <translation>左右互换</translation>
        </message>
        <message>
            <source>Flicker</source>
            <translation>闪烁</translation>
        </message>
        <message>
            <source>Foam</source>
            <translation>泡沫</translation>
        </message>
        <message>
            <source>Images back where they were</source>
            <translation>影像恢复原位</translation>
        </message>
        <message>
            <source>Import a detector's results…</source>
            <translation>导入识别结果…</translation>
        </message>
        <message>
            <source>Import {file}</source>
            <translation>导入 {file}</translation>
        </message>
        <message>
            <source>Inspect the bank</source>
            <translation>沿岸巡查</translation>
        </message>
        <message>
            <source>Inspecting the bank</source>
            <translation>沿岸巡查</translation>
        </message>
        <message>
            <source>Keep what is seen, with scale, north and image names, as evidence</source>
            <translation>将所见连同比例尺、指北针和影像名称保存为证据</translation>
        </message>
        <message>
            <source>Keeping a snapshot</source>
            <translation>正在保存快照</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>左侧</translation>
        </message>
        <message>
            <source>Left and right: before and after, by time.</source>
            <translation>左右键：按时间前后切换。</translation>
        </message>
        <message>
            <source>Lens</source>
            <translation>放大镜</translation>
        </message>
        <message>
            <source>Marks</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>Move images</source>
            <translation>移动影像</translation>
        </message>
        <message>
            <source>Move the image</source>
            <translation>移动影像</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一个</translation>
        </message>
        <message>
            <source>Next flight</source>
            <translation>下一航次</translation>
        </message>
        <message>
            <source>No image of this flight shows this place.</source>
            <translation>本航次没有影像覆盖此处。</translation>
        </message>
        <message>
            <source>No images are catalogued yet. Choose a folder of orthophotos with the button below.</source>
            <translation>尚未编目任何影像。请用下方按钮选择正射影像文件夹。</translation>
        </message>
        <message>
            <source>No photo lies within {m} m.</source>
            <translation>{m} 米内没有照片。</translation>
        </message>
        <message>
            <source>No two inspectors have judged the same outfall on the same flight.</source>
            <translation>没有两名巡查人在同一航次判读过同一个排污口。</translation>
        </message>
        <message>
            <source>Not inspected yet</source>
            <translation>尚未巡查</translation>
        </message>
        <message>
            <source>One bank after the other</source>
            <translation>按里程，两岸分开</translation>
        </message>
        <message>
            <source>One image</source>
            <translation>单幅影像</translation>
        </message>
        <message>
            <source>Photo</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Photos</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Plume</source>
            <translation>羽流</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>上一个</translation>
        </message>
        <message>
            <source>Remark</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>右侧</translation>
        </message>
        <message>
            <source>Seen, both</source>
            <translation>可见，均有</translation>
        </message>
        <message>
            <source>Seen, foam</source>
            <translation>可见，泡沫</translation>
        </message>
        <message>
            <source>Seen, plume</source>
            <translation>可见，羽流</translation>
        </message>
        <message>
            <source>Selected on the map</source>
            <translation>地图上选中的</translation>
        </message>
        <message>
            <source>Shift</source>
            <translation>平移</translation>
        </message>
        <message>
            <source>Shift, turn and scale</source>
            <translation>平移、旋转与缩放</translation>
        </message>
        <message>
            <source>Show or hide the rings around outfalls</source>
            <translation>显示或隐藏排污口圆圈</translation>
        </message>
        <message>
            <source>Shown on this flight</source>
            <translation>本航次可见的</translation>
        </message>
        <message>
            <source>Side by side</source>
            <translation>并排</translation>
        </message>
        <message>
            <source>Signs</source>
            <translation>标志</translation>
        </message>
        <message>
            <source>Snapshot</source>
            <translation>快照</translation>
        </message>
        <message>
            <source>Snapshots are evidence of an outfall; stand at one.</source>
            <translation>快照是排污口的证据；请先定位到一个排污口。</translation>
        </message>
        <message>
            <source>Step from outfall to outfall over the images of drones, judge and compare</source>
            <translation>在无人机影像上沿岸逐个排污口判读和对比</translation>
        </message>
        <message>
            <source>Suspected outfall</source>
            <translation>疑似排污口</translation>
        </message>
        <message>
            <source>Suspects</source>
            <translation>疑似点</translation>
        </message>
        <message>
            <source>Swipe</source>
            <translation>卷帘</translation>
        </message>
        <message>
            <source>Take a verdict back</source>
            <translation>撤回一次判读</translation>
        </message>
        <message>
            <source>Take the last verdict back</source>
            <translation>撤回上一次判读</translation>
        </message>
        <message>
            <source>Take the last verdict back and return to its outfall</source>
            <translation>撤回上一次判读并回到该排污口</translation>
        </message>
        <message>
            <source>Take the offset of the images of this flight away</source>
            <translation>取消本航次影像的偏移</translation>
        </message>
        <message>
            <source>Temperature difference</source>
            <translation>温差</translation>
        </message>
        <message>
            <source>The base map “{name}” is drawn in {datum} and lies about 500 m off: do not measure images or outfalls against it.</source>
            <translation>底图“{name}”采用 {datum} 坐标，偏差约 500 米：不要以它为准量测影像或排污口。</translation>
        </message>
        <message>
            <source>The image is shown {m} m off its file's place; the file is as it was.</source>
            <translation>影像按偏离文件位置 {m} 米显示；文件未作改动。</translation>
        </message>
        <message>
            <source>The left side alone</source>
            <translation>仅显示左侧</translation>
        </message>
        <message>
            <source>The left side shows no catalogued image here.</source>
            <translation>左侧此处没有已编目的影像。</translation>
        </message>
        <message>
            <source>The next outfall along the bank</source>
            <translation>沿岸的下一个排污口</translation>
        </message>
        <message>
            <source>The other band of the same flight</source>
            <translation>同一航次的另一波段</translation>
        </message>
        <message>
            <source>The outfall before, along the bank</source>
            <translation>沿岸的上一个排污口</translation>
        </message>
        <message>
            <source>The outfall in the middle, at the fixed scale</source>
            <translation>排污口居中，固定比例尺</translation>
        </message>
        <message>
            <source>The outlet is seen, and a plume</source>
            <translation>看到排污口，并有羽流</translation>
        </message>
        <message>
            <source>The outlet is seen, and foam</source>
            <translation>看到排污口，并有泡沫</translation>
        </message>
        <message>
            <source>The outlet is seen, with a plume and foam</source>
            <translation>看到排污口，并有羽流和泡沫</translation>
        </message>
        <message>
            <source>The photo nearest to the outfall; left and right lead through time</source>
            <translation>离排污口最近的照片；左右键按时间切换</translation>
        </message>
        <message>
            <source>The picture is not complete yet; press E again in a moment.</source>
            <translation>画面尚未完整；请稍后再按 E。</translation>
        </message>
        <message>
            <source>The right side in a circle around the pointer</source>
            <translation>在指针周围的圆圈内显示右侧</translation>
        </message>
        <message>
            <source>The same place on the next flight</source>
            <translation>下一航次的同一位置</translation>
        </message>
        <message>
            <source>The same place through all flights, small</source>
            <translation>同一位置在全部航次中的缩略图</translation>
        </message>
        <message>
            <source>The same place twice</source>
            <translation>同一位置并排显示</translation>
        </message>
        <message>
            <source>The snapshot is evidence of {outfall}.</source>
            <translation>快照已成为 {outfall} 的证据。</translation>
        </message>
        <message>
            <source>The two sides in turn</source>
            <translation>两侧交替显示</translation>
        </message>
        <message>
            <source>Theme: {name}</source>
            <translation>主题：{name}</translation>
        </message>
        <message>
            <source>There is no further stop in this direction.</source>
            <translation>此方向没有更多点位。</translation>
        </message>
        <message>
            <source>There is no verdict to take back.</source>
            <translation>没有可撤回的判读。</translation>
        </message>
        <message>
            <source>This flight has no images of the other band.</source>
            <translation>本航次没有另一波段的影像。</translation>
        </message>
        <message>
            <source>Uncertain, hidden, bad image</source>
            <translation>不确定、被遮挡、影像不佳</translation>
        </message>
        <message>
            <source>Verdicts are not saved yet, as there are other unsaved edits. Save all edits.</source>
            <translation>判读尚未保存，因为还有其他未保存的编辑。请保存全部编辑。</translation>
        </message>
        <message>
            <source>Visible or thermal</source>
            <translation>可见光或热红外</translation>
        </message>
        <message>
            <source>What is left goes right</source>
            <translation>左右内容互换</translation>
        </message>
        <message>
            <source>a suspect</source>
            <translation>疑似点</translation>
        </message>
        <message>
            <source>km {km}</source>
            <translation>里程 {km} 公里</translation>
        </message>
        <message>
            <source>moved {m} m</source>
            <translation>偏移 {m} 米</translation>
        </message>
        <message>
            <source>score {score}</source>
            <translation>得分 {score}</translation>
        </message>
        <message>
            <source>shown {x} m east, {y} m north of its file's place</source>
            <translation>相对文件位置偏东 {x} 米、偏北 {y} 米显示</translation>
        </message>
        <message>
            <source>the whole flight</source>
            <translation>整个航次</translation>
        </message>
        <message>
            <source>{done} of {n} inspected on this flight</source>
            <translation>本航次已巡查 {done} / {n}</translation>
        </message>
        <message>
            <source>{file} cannot be opened. Is its disk connected? Catalogue its folder again.</source>
            <translation>{file} 无法打开。磁盘是否已连接？请重新编目其文件夹。</translation>
        </message>
        <message>
            <source>{file} cannot be read. Is its disk connected?</source>
            <translation>{file} 无法读取。磁盘是否已连接？</translation>
        </message>
        <message>
            <source>{m} m above take-off</source>
            <translation>高于起飞点 {m} 米</translation>
        </message>
        <message>
            <source>{n} (suspect|suspects) to look at; {k} (was|were) there already. The filter “Suspects” steps through them.</source>
            <translation>{n} 个疑似点待核查；{k} 个此前已有。用筛选“疑似点”逐个查看。</translation>
        </message>
        <message>
            <source>{n} pairs: {m} m off{rest}. Click another point, or right click to move the image.</source>
            <translation>{n} 对点：偏差 {m} 米{rest}。继续单击其他位置，或按右键移动影像。</translation>
        </message>
        <message>
            <source>{one} and {other}: the same verdict on {same} of {both} (kappa {kappa}).</source>
            <translation>{one} 与 {other}：{both} 处中 {same} 处判读一致（kappa {kappa}）。</translation>
        </message>
        <message>
            <source>{verdict}: {outfall}</source>
            <translation>{verdict}：{outfall}</translation>
        </message>
    </context>
    <context>
        <name>Judge</name>
        <message>
            <source>(method)</source>
            <translation>溯源方法（未选）</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>Assign a source</source>
            <translation>指定污染源</translation>
        </message>
        <message>
            <source>Assign a source…</source>
            <translation>指定污染源…</translation>
        </message>
        <message>
            <source>Assign by clicking</source>
            <translation>单击指定</translation>
        </message>
        <message>
            <source>Assign {source} to {outfall}</source>
            <translation>将 {source} 指定给 {outfall}</translation>
        </message>
        <message>
            <source>Assigned by a person; the network does not lead there</source>
            <translation>人工指定；管网不能通达</translation>
        </message>
        <message>
            <source>Attach evidence</source>
            <translation>添加证据</translation>
        </message>
        <message>
            <source>Attach evidence…</source>
            <translation>添加证据…</translation>
        </message>
        <message>
            <source>Back to candidate</source>
            <translation>恢复为候选</translation>
        </message>
        <message>
            <source>Choose a reason, or write one below</source>
            <translation>选择原因，或在下方填写</translation>
        </message>
        <message>
            <source>Choose one outfall to assign a source to.</source>
            <translation>请选择一个排污口再指定污染源。</translation>
        </message>
        <message>
            <source>Choose one outfall to attach evidence to.</source>
            <translation>请选择一个排污口再添加证据。</translation>
        </message>
        <message>
            <source>Click the source on the map; Esc or right click leaves</source>
            <translation>在地图上单击污染源；按 Esc 或单击右键退出</translation>
        </message>
        <message>
            <source>Click the source that drains to this outfall; Esc leaves.</source>
            <translation>请单击汇入该排污口的污染源；按 Esc 退出。</translation>
        </message>
        <message>
            <source>Column</source>
            <translation>字段</translation>
        </message>
        <message>
            <source>Complete</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Conf.</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Confirm</source>
            <translation>确认</translation>
        </message>
        <message>
            <source>Confirm or reject the sources of the selected outfall</source>
            <translation>确认或排除所选排污口的污染源</translation>
        </message>
        <message>
            <source>Confirm {n} sources of {outfall}</source>
            <translation>确认 {outfall} 的 {n} 个污染源</translation>
        </message>
        <message>
            <source>Copy photos or documents into the project and attach them</source>
            <translation>将照片或文档复制到项目中并附上</translation>
        </message>
        <message>
            <source>Copying evidence</source>
            <translation>正在复制证据</translation>
        </message>
        <message>
            <source>Decide later</source>
            <translation>稍后处理</translation>
        </message>
        <message>
            <source>Decision</source>
            <translation>处理方式</translation>
        </message>
        <message>
            <source>Declared to drain straight into this outfall, {hop} away; no pipe is known</source>
            <translation>申报直接排入该排污口，相距 {hop}；没有已知管段</translation>
        </message>
        <message>
            <source>Differences</source>
            <translation>差异</translation>
        </message>
        <message>
            <source>Differences…</source>
            <translation>差异…</translation>
        </message>
        <message>
            <source>Do not open</source>
            <translation>不打开</translation>
        </message>
        <message>
            <source>Drains to {n} (outfall|outfalls)</source>
            <translation>汇入 {n} 个排污口</translation>
        </message>
        <message>
            <source>Dry at every inspection, and no source on record</source>
            <translation>历次巡查均无水流，也无污染源记录</translation>
        </message>
        <message>
            <source>Entered</source>
            <translation>人工填写</translation>
        </message>
        <message>
            <source>Entered values beside those from the links</source>
            <translation>对照人工填写的内容与关联结果</translation>
        </message>
        <message>
            <source>Ev.</source>
            <translation>证据</translation>
        </message>
        <message>
            <source>Everything that people entered agrees with the links.</source>
            <translation>人工填写的内容与关联结果一致。</translation>
        </message>
        <message>
            <source>Evidence: a double click opens the file</source>
            <translation>证据：双击打开文件</translation>
        </message>
        <message>
            <source>From the links</source>
            <translation>关联得出</translation>
        </message>
        <message>
            <source>Hop</source>
            <translation>接入</translation>
        </message>
        <message>
            <source>How the source was established; kept with every decision</source>
            <translation>查明的方法，随每次判定保存</translation>
        </message>
        <message>
            <source>Judge the candidates</source>
            <translation>判定候选污染源</translation>
        </message>
        <message>
            <source>Judging</source>
            <translation>判定</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <source>Last hop: from the source to the network</source>
            <translation>接入距离：污染源到管网</translation>
        </message>
        <message>
            <source>Leave what was entered</source>
            <translation>保留人工填写的值</translation>
        </message>
        <message>
            <source>Length of the way along the network</source>
            <translation>沿管网路径的长度</translation>
        </message>
        <message>
            <source>Link a source that the trace did not find, from a list</source>
            <translation>从列表中指定溯源未找到的污染源</translation>
        </message>
        <message>
            <source>Long section</source>
            <translation>纵断面</translation>
        </message>
        <message>
            <source>Mark this outfall as complete; lists what is still missing</source>
            <translation>标记为溯源完成（有缺项时列出）</translation>
        </message>
        <message>
            <source>Mark this outfall as untraceable and give the reason</source>
            <translation>标记为无法溯源并说明原因</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Name, operator, credit code or permit number</source>
            <translation>名称、使用权人、信用代码或许可证编号</translation>
        </message>
        <message>
            <source>Next outfall</source>
            <translation>下一个排污口</translation>
        </message>
        <message>
            <source>No drainage records, and no upstream manhole could be found or opened</source>
            <translation>缺少管网资料，且上游检查井未找到或无法打开</translation>
        </message>
        <message>
            <source>No source is linked yet.</source>
            <translation>尚无关联的污染源。</translation>
        </message>
        <message>
            <source>No way through the network is known from {source} to this outfall.</source>
            <translation>{source} 与该排污口之间没有连通的管网路径。</translation>
        </message>
        <message>
            <source>Not complete yet, {n} (item|items) missing:</source>
            <translation>尚未完成，缺 {n} 项：</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Note on links of {outfall}</source>
            <translation>为 {outfall} 的关联加备注</translation>
        </message>
        <message>
            <source>Note on the selected links:</source>
            <translation>所选关联的备注：</translation>
        </message>
        <message>
            <source>Note…</source>
            <translation>备注…</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Open evidence</source>
            <translation>打开证据</translation>
        </message>
        <message>
            <source>Open it</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Out of date: {because}</source>
            <translation>结果已过期：{because}</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>路径</translation>
        </message>
        <message>
            <source>Photos and documents</source>
            <translation>照片和文档</translation>
        </message>
        <message>
            <source>Pieces of evidence</source>
            <translation>证据件数</translation>
        </message>
        <message>
            <source>Previous outfall</source>
            <translation>上一个排污口</translation>
        </message>
        <message>
            <source>Reject</source>
            <translation>排除</translation>
        </message>
        <message>
            <source>Reject {n} sources of {outfall}</source>
            <translation>排除 {outfall} 的 {n} 个污染源</translation>
        </message>
        <message>
            <source>Remove an assigned source</source>
            <translation>移除指定的污染源</translation>
        </message>
        <message>
            <source>Remove assigned sources of {outfall}</source>
            <translation>移除 {outfall} 的人工指定污染源</translation>
        </message>
        <message>
            <source>Remove from the outfall</source>
            <translation>从排污口移除</translation>
        </message>
        <message>
            <source>Remove links that a person assigned</source>
            <translation>移除人工指定的关联</translation>
        </message>
        <message>
            <source>Reopen</source>
            <translation>重新打开</translation>
        </message>
        <message>
            <source>Reopen the outfall</source>
            <translation>重新打开该排污口</translation>
        </message>
        <message>
            <source>Save to keep this.</source>
            <translation>保存后生效。</translation>
        </message>
        <message>
            <source>Select an outfall in the register or on the map.</source>
            <translation>请在台账中或地图上选择一个排污口。</translation>
        </message>
        <message>
            <source>Select sources to judge them. Y confirms, N rejects, U takes back, W shows the way.</source>
            <translation>选择污染源进行判定：Y 确认，N 排除，U 撤回，W 显示路径。</translation>
        </message>
        <message>
            <source>Send back</source>
            <translation>退回</translation>
        </message>
        <message>
            <source>Send back…</source>
            <translation>退回…</translation>
        </message>
        <message>
            <source>Send the outfall back with a note</source>
            <translation>附说明退回该排污口</translation>
        </message>
        <message>
            <source>Set {n} sources of {outfall} back to candidates</source>
            <translation>将 {outfall} 的 {n} 个污染源恢复为候选</translation>
        </message>
        <message>
            <source>Settle {n} (difference|differences)</source>
            <translation>处理 {n} 处差异</translation>
        </message>
        <message>
            <source>Show it on the map</source>
            <translation>在地图上显示</translation>
        </message>
        <message>
            <source>Show the long section of the way</source>
            <translation>显示该路径的纵断面</translation>
        </message>
        <message>
            <source>Show the way</source>
            <translation>显示路径</translation>
        </message>
        <message>
            <source>Show the way of the selected source on the map</source>
            <translation>在地图上显示所选污染源的路径</translation>
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
            <source>Take the decision back</source>
            <translation>撤回判定</translation>
        </message>
        <message>
            <source>Take the links' value</source>
            <translation>采用关联的值</translation>
        </message>
        <message>
            <source>Take the trace of {outfall}</source>
            <translation>采用 {outfall} 的溯源结果</translation>
        </message>
        <message>
            <source>The outfall or the source is not in the project any more.</source>
            <translation>排污口或污染源已不在项目中。</translation>
        </message>
        <message>
            <source>The outlet is submerged or silted up and cannot be entered</source>
            <translation>排污口被淹没或淤堵，无法进入追查</translation>
        </message>
        <message>
            <source>The pipe is collapsed or built over; its course upstream is unknown</source>
            <translation>管段坍塌或被覆盖，上游走向不明</translation>
        </message>
        <message>
            <source>The pipe runs into premises that cannot be entered</source>
            <translation>管段进入无法入内的单位</translation>
        </message>
        <message>
            <source>The selected sources do not drain to this outfall</source>
            <translation>所选污染源不汇入该排污口</translation>
        </message>
        <message>
            <source>The selected sources drain to this outfall</source>
            <translation>所选污染源汇入该排污口</translation>
        </message>
        <message>
            <source>There is no source here; click nearer to one.</source>
            <translation>此处没有污染源，请在污染源附近单击。</translation>
        </message>
        <message>
            <source>These files were in the project already.</source>
            <translation>这些文件已在项目中。</translation>
        </message>
        <message>
            <source>These values were entered by a person, so they were not overwritten. Take the value from the links, or keep what was entered; what is kept is not asked again until the result changes.</source>
            <translation>以下内容由人工填写，未被覆盖。可采用关联结果，也可保留填写的内容；保留的内容在结果变化前不再询问。</translation>
        </message>
        <message>
            <source>Trace again</source>
            <translation>重新溯源</translation>
        </message>
        <message>
            <source>Trace and take the result</source>
            <translation>溯源并采用结果</translation>
        </message>
        <message>
            <source>Trace now</source>
            <translation>立即溯源</translation>
        </message>
        <message>
            <source>Trace this outfall now and make what is found its candidates</source>
            <translation>立即对该排污口溯源，将找到的污染源列为候选</translation>
        </message>
        <message>
            <source>Untraceable</source>
            <translation>无法溯源</translation>
        </message>
        <message>
            <source>Untraceable…</source>
            <translation>无法溯源…</translation>
        </message>
        <message>
            <source>What is to be done again?</source>
            <translation>需要重新做什么？</translation>
        </message>
        <message>
            <source>Why can {outfall} not be traced?</source>
            <translation>{outfall} 为何无法溯源？</translation>
        </message>
        <message>
            <source>Write a note on the selected links</source>
            <translation>为所选关联写备注</translation>
        </message>
        <message>
            <source>far from the network, or only near it</source>
            <translation>距管网远，或只是邻近管网</translation>
        </message>
        <message>
            <source>gaps in the pipes were bridged; the longer, the less sure</source>
            <translation>跨越了管线断口；断口越长越不可靠</translation>
        </message>
        <message>
            <source>inferred or design pipes on the way</source>
            <translation>路径中有推测或设计管段</translation>
        </message>
        <message>
            <source>the flow is not known for part of the way</source>
            <translation>部分路径流向不明</translation>
        </message>
        <message>
            <source>the outfall lies far from the network</source>
            <translation>排污口距管网远</translation>
        </message>
        <message>
            <source>{files} for the outfall as a whole</source>
            <translation>{files}，用于整个排污口</translation>
        </message>
        <message>
            <source>{files} for {n} selected sources</source>
            <translation>{files}，用于所选 {n} 个污染源</translation>
        </message>
        <message>
            <source>{n} (outfall is|outfalls are) traced: {k} new (candidate|candidates), {gone} dropped.</source>
            <translation>已溯源 {n} 个排污口：新增候选 {k} 个，减少 {gone} 个。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls)</source>
            <translation>{n} 个排污口</translation>
        </message>
        <message>
            <source>{n} (source is|sources are) selected.</source>
            <translation>已选 {n} 个污染源。</translation>
        </message>
        <message>
            <source>{n} (source|sources), {k} undecided</source>
            <translation>{n} 个污染源，{k} 个待判定</translation>
        </message>
        <message>
            <source>{n} decided (source is|sources are) no longer reached.</source>
            <translation>已判定的污染源有 {n} 个后续溯源未达。</translation>
        </message>
        <message>
            <source>{n} entered (value differs|values differ) from the links</source>
            <translation>{n} 项人工填写的内容与关联结果不一致</translation>
        </message>
        <message>
            <source>{path} is not there any more. Was the evidence folder moved?</source>
            <translation>{path} 已不存在。证据文件夹是否被移动？</translation>
        </message>
        <message>
            <source>{path} was changed after it was attached.</source>
            <translation>{path} 在添加之后被改动过。</translation>
        </message>
        <message>
            <source>{rule}; {way} along the network, last hop {hop}</source>
            <translation>{rule}；沿管网 {way}，接入距离 {hop}</translation>
        </message>
        <message>
            <source>{status} by {who}, {when}</source>
            <translation>{status}：{who}，{when}</translation>
        </message>
        <message>
            <source>“{name}” is none of the kinds of photo, document or film that are known here. It may be a program that runs when it is opened. Do you know who made it, and is it to be opened?</source>
            <translation>“{name}”不是已知的照片、文档或视频类型，打开后可能会运行程序。确认来源可靠并打开吗？</translation>
        </message>
    </context>
    <context>
        <name>Language</name>
        <message>
            <source>Name layers, forms, legends and findings of the project in English</source>
            <translation>项目的图层、表单、图例和问题说明改用中文</translation>
        </message>
        <message>
            <source>Show the project in English</source>
            <translation>以中文显示本项目</translation>
        </message>
        <message>
            <source>The layers, forms and findings of this project are in Chinese.</source>
            <translation>本项目的图层、表单和问题说明为英文。</translation>
        </message>
        <message>
            <source>The project is in English now. Findings and reasons that are written already follow when everything is traced again.</source>
            <translation>项目已改为中文。此前写入的问题说明和原因将在重新全部溯源后更新。</translation>
        </message>
        <message>
            <source>These layers are being edited: {layers}. Save or discard their edits and end the edit mode, then change the language.</source>
            <translation>以下图层正在编辑：{layers}。请先保存或放弃修改并退出编辑状态，再更改语言。</translation>
        </message>
    </context>
    <context>
        <name>Layers</name>
        <message>
            <source>{layer} could not be read to the end. Try again; where it stays so, see whether its file is still in its folder and can be opened.</source>
            <translation>{layer} 未能读完。请重试；若仍如此，请查看其文件是否还在原文件夹、能否打开。</translation>
        </message>
    </context>
    <context>
        <name>Life</name>
        <message>
            <source>(no class)</source>
            <translation>（无分类）</translation>
        </message>
        <message>
            <source>A new outfall is put beside this one. This one keeps codes, plans and sign.</source>
            <translation>在旁边新设一个排污口；原排污口保留编码、方案和标志牌。</translation>
        </message>
        <message>
            <source>Accepting office</source>
            <translation>验收单位</translation>
        </message>
        <message>
            <source>An office assigns codes from its own blocks, so that several can work apart. Codes that were ever given are spent.</source>
            <translation>各单位从自己的号段赋码，因此可分头工作。用过的编码不再使用。</translation>
        </message>
        <message>
            <source>Assign codes</source>
            <translation>赋码</translation>
        </message>
        <message>
            <source>Assign parties</source>
            <translation>确定责任主体</translation>
        </message>
        <message>
            <source>At risk</source>
            <translation>临期</translation>
        </message>
        <message>
            <source>Attach a file</source>
            <translation>添加文件</translation>
        </message>
        <message>
            <source>Attach a picture after the works…</source>
            <translation>添加整治后照片…</translation>
        </message>
        <message>
            <source>Attach the plan file…</source>
            <translation>添加方案文件…</translation>
        </message>
        <message>
            <source>Attach the proof of closing…</source>
            <translation>添加销号证明材料…</translation>
        </message>
        <message>
            <source>Blocks of codes</source>
            <translation>编码号段</translation>
        </message>
        <message>
            <source>Blocks of codes…</source>
            <translation>编码号段…</translation>
        </message>
        <message>
            <source>Board</source>
            <translation>进展看板</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变更</translation>
        </message>
        <message>
            <source>Check the register</source>
            <translation>检查台账</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>分类</translation>
        </message>
        <message>
            <source>Class, name, codes, party and history of an outfall; batch actions</source>
            <translation>排污口的分类、名称、编码、责任主体和历史；批量操作</translation>
        </message>
        <message>
            <source>Classify</source>
            <translation>分类</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Codes</source>
            <translation>编码类别</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Entered by a person; tick to write the proposal instead. {why}</source>
            <translation>人工填写；勾选则改写为建议值。{why}</translation>
        </message>
        <message>
            <source>Filled…</source>
            <translation>封堵…</translation>
        </message>
        <message>
            <source>Found again…</source>
            <translation>恢复在册…</translation>
        </message>
        <message>
            <source>From one rule version to the other</source>
            <translation>两个规则版本对照</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
        <message>
            <source>How many</source>
            <translation>个数</translation>
        </message>
        <message>
            <source>It comes back with its own code, links and evidence.</source>
            <translation>恢复在册，原编码、关联和证据随之恢复。</translation>
        </message>
        <message>
            <source>It leaves the register. Its code stays with it and is never used again.</source>
            <translation>退出台账；其编码留存，不再使用。</translation>
        </message>
        <message>
            <source>It was changed again since. Put the later change back first.</source>
            <translation>其后又有修改，请先撤回较晚的修改。</translation>
        </message>
        <message>
            <source>It was found later than today.</source>
            <translation>当日尚未发现。</translation>
        </message>
        <message>
            <source>Leading department</source>
            <translation>牵头部门</translation>
        </message>
        <message>
            <source>Let the signs follow</source>
            <translation>标志牌随排污口更新</translation>
        </message>
        <message>
            <source>Let the signs follow…</source>
            <translation>标志牌随排污口更新…</translation>
        </message>
        <message>
            <source>List</source>
            <translation>清单</translation>
        </message>
        <message>
            <source>Match reports by citizens</source>
            <translation>匹配公众举报</translation>
        </message>
        <message>
            <source>Match reports by citizens…</source>
            <translation>匹配公众举报…</translation>
        </message>
        <message>
            <source>Merge outfalls</source>
            <translation>合并排污口</translation>
        </message>
        <message>
            <source>Merge the selected…</source>
            <translation>合并所选…</translation>
        </message>
        <message>
            <source>Missing for the next step</source>
            <translation>下一步还缺</translation>
        </message>
        <message>
            <source>Missing or wrong</source>
            <translation>缺失或有误</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Name and codes</source>
            <translation>名称与编码</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新值</translation>
        </message>
        <message>
            <source>No outfall is selected: the actions above work on all outfalls.</source>
            <translation>未选择排污口：以上操作作用于全部排污口。</translation>
        </message>
        <message>
            <source>Not said</source>
            <translation>未注明</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Nothing is missing or wrong in the register.</source>
            <translation>台账中未见缺失或错误。</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Number of outfalls</source>
            <translation>排污口数</translation>
        </message>
        <message>
            <source>Office</source>
            <translation>使用单位</translation>
        </message>
        <message>
            <source>Old</source>
            <translation>旧值</translation>
        </message>
        <message>
            <source>On</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>On what basis</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>Outfall</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Overdue</source>
            <translation>逾期</translation>
        </message>
        <message>
            <source>Page of the outfall</source>
            <translation>排污口档案页</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>整治方案</translation>
        </message>
        <message>
            <source>Plans, works, acceptance, closing, signs and reports of the selected outfalls</source>
            <translation>所选排污口的方案、整治、验收、销号、标志牌和举报</translation>
        </message>
        <message>
            <source>Plan…</source>
            <translation>方案…</translation>
        </message>
        <message>
            <source>Proof (file)</source>
            <translation>证明材料（文件）</translation>
        </message>
        <message>
            <source>Propose plans</source>
            <translation>建议方案</translation>
        </message>
        <message>
            <source>Propose plans…</source>
            <translation>建议方案…</translation>
        </message>
        <message>
            <source>Put back</source>
            <translation>撤回修改</translation>
        </message>
        <message>
            <source>Put right</source>
            <translation>纠正</translation>
        </message>
        <message>
            <source>Put right…</source>
            <translation>纠正…</translation>
        </message>
        <message>
            <source>Put the selected change back</source>
            <translation>撤回所选修改</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>档案</translation>
        </message>
        <message>
            <source>Recount</source>
            <translation>重新统计</translation>
        </message>
        <message>
            <source>Remediation</source>
            <translation>整治</translation>
        </message>
        <message>
            <source>Reserve a block of codes</source>
            <translation>预留编码号段</translation>
        </message>
        <message>
            <source>Reserve the first free serials</source>
            <translation>预留最前的空号</translation>
        </message>
        <message>
            <source>Reserved by</source>
            <translation>划分人</translation>
        </message>
        <message>
            <source>Responsible party</source>
            <translation>责任主体</translation>
        </message>
        <message>
            <source>Save your edits first: so many outfalls are read from the file.</source>
            <translation>请先保存编辑：排污口较多时从文件读取。</translation>
        </message>
        <message>
            <source>Select outfalls first.</source>
            <translation>请先选择排污口。</translation>
        </message>
        <message>
            <source>Serials</source>
            <translation>顺序号</translation>
        </message>
        <message>
            <source>Set the responsible party by hand</source>
            <translation>人工指定责任主体</translation>
        </message>
        <message>
            <source>Set the responsible party by hand…</source>
            <translation>人工指定责任主体…</translation>
        </message>
        <message>
            <source>Setting it needs</source>
            <translation>设置手续</translation>
        </message>
        <message>
            <source>Signs were installed</source>
            <translation>标志牌已安装</translation>
        </message>
        <message>
            <source>Signs were installed…</source>
            <translation>标志牌已安装…</translation>
        </message>
        <message>
            <source>Sources that go to the new outfall</source>
            <translation>转至新排污口的污染源</translation>
        </message>
        <message>
            <source>Split the outfall</source>
            <translation>拆分排污口</translation>
        </message>
        <message>
            <source>Split, merge, void, fill or find an outfall again</source>
            <translation>拆分、合并、作废、封堵排污口或恢复在册</translation>
        </message>
        <message>
            <source>Split…</source>
            <translation>拆分…</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>阶段</translation>
        </message>
        <message>
            <source>Stages</source>
            <translation>阶段</translation>
        </message>
        <message>
            <source>Still free</source>
            <translation>余量</translation>
        </message>
        <message>
            <source>Supporting department</source>
            <translation>配合部门</translation>
        </message>
        <message>
            <source>The actions above work on the {n} selected (outfall|outfalls).</source>
            <translation>以上操作作用于所选的 {n} 个排污口。</translation>
        </message>
        <message>
            <source>The outfall is filled</source>
            <translation>封堵排污口</translation>
        </message>
        <message>
            <source>The outfall is found again</source>
            <translation>排污口恢复在册</translation>
        </message>
        <message>
            <source>The outfall with a standing sign stays, else the one with a code. The others leave the register and keep their codes.</source>
            <translation>保留已立标志牌的排污口，否则保留有编码的；其余退出台账，编码留存。</translation>
        </message>
        <message>
            <source>There is none yet: propose a plan, or take the next step.</source>
            <translation>尚无记录：请先建议方案，或进行下一步。</translation>
        </message>
        <message>
            <source>Tick all</source>
            <translation>全部勾选</translation>
        </message>
        <message>
            <source>Tick none</source>
            <translation>全部取消</translation>
        </message>
        <message>
            <source>Void the outfall</source>
            <translation>作废排污口</translation>
        </message>
        <message>
            <source>Void…</source>
            <translation>作废…</translation>
        </message>
        <message>
            <source>What</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>What cannot be</source>
            <translation>不可能的步骤</translation>
        </message>
        <message>
            <source>What would change</source>
            <translation>拟变更内容</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>变更人</translation>
        </message>
        <message>
            <source>Who is responsible?</source>
            <translation>责任主体是谁？</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>Why? The reason is kept as the basis.</source>
            <translation>原因？将作为依据保存。</translation>
        </message>
        <message>
            <source>Work</source>
            <translation>工作</translation>
        </message>
        <message>
            <source>Works and closure…</source>
            <translation>整治与销号…</translation>
        </message>
        <message>
            <source>Write what is ticked</source>
            <translation>写入勾选项</translation>
        </message>
        <message>
            <source>between {since} and {when}</source>
            <translation>{since} 至 {when} 之间</translation>
        </message>
        <message>
            <source>its place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>not known</source>
            <translation>不明</translation>
        </message>
        <message>
            <source>the outfall was entered</source>
            <translation>录入排污口</translation>
        </message>
        <message>
            <source>{column}: {value}</source>
            <translation>{column}：{value}</translation>
        </message>
        <message>
            <source>{day}: {n} (outfall|outfalls), {late} overdue. Double-click to select.</source>
            <translation>{day}：共 {n} 个排污口，逾期 {late} 项。双击可选中。</translation>
        </message>
        <message>
            <source>{km} km</source>
            <translation>{km} 公里</translation>
        </message>
        <message>
            <source>{left} of {size} left</source>
            <translation>{size} 个中剩 {left} 个</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls)</source>
            <translation>{n} 个排污口</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls): {changed} (change|changes), {kept} keep what a person entered, {refused} (has|have) no proposal.</source>
            <translation>{n} 个排污口：{changed} 个有变更，{kept} 个保留人工填写值，{refused} 个无建议。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls): {changed} can take the step, {refused} cannot.</source>
            <translation>{n} 个排污口：{changed} 个可办理，{refused} 个不能办理。</translation>
        </message>
        <message>
            <source>{n} (thing is|things are) missing or wrong in the register.</source>
            <translation>台账中有 {n} 处缺失或错误。</translation>
        </message>
        <message>
            <source>{step}: {missing}</source>
            <translation>{step}：{missing}</translation>
        </message>
    </context>
    <context>
        <name>Live</name>
        <message>
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <source>Edit and its links</source>
            <translation>修改及其关联</translation>
        </message>
        <message>
            <source>Edit the network; what that changes is listed here.</source>
            <translation>修改管网后，此处列出由此产生的变化。</translation>
        </message>
        <message>
            <source>Looking at the project file</source>
            <translation>正在查看项目文件</translation>
        </message>
        <message>
            <source>Mark what is out of date</source>
            <translation>标记过期结果</translation>
        </message>
        <message>
            <source>No outfall is out of date.</source>
            <translation>没有结果过期的排污口。</translation>
        </message>
        <message>
            <source>Now</source>
            <translation>现在</translation>
        </message>
        <message>
            <source>Outfall</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Outfalls out of date: {n}</source>
            <translation>结果已过期的排污口：{n} 个</translation>
        </message>
        <message>
            <source>Reading the network</source>
            <translation>正在读取管网</translation>
        </message>
        <message>
            <source>Reading the network: {step}</source>
            <translation>正在读取管网：{step}</translation>
        </message>
        <message>
            <source>Stop reading</source>
            <translation>停止读取</translation>
        </message>
        <message>
            <source>Tracing</source>
            <translation>正在溯源</translation>
        </message>
        <message>
            <source>Tracing what was edited</source>
            <translation>正在对修改部分重新溯源</translation>
        </message>
        <message>
            <source>Tracing what was edited…</source>
            <translation>正在对修改部分重新溯源…</translation>
        </message>
        <message>
            <source>Undo: {action}</source>
            <translation>撤销：{action}</translation>
        </message>
        <message>
            <source>Update the register</source>
            <translation>更新台账</translation>
        </message>
        <message>
            <source>What changed</source>
            <translation>变更影响</translation>
        </message>
        <message>
            <source>Which links came and went because of which edit</source>
            <translation>哪些关联因哪次修改而出现或消失</translation>
        </message>
        <message>
            <source>Write the new results of the outfalls that are out of date; one undo step each</source>
            <translation>用新的溯源结果更新台账中结果过期的排污口，每个排污口一步可撤销</translation>
        </message>
        <message>
            <source>no link changed</source>
            <translation>关联无变化</translation>
        </message>
        <message>
            <source>{metres} m, {confidence}</source>
            <translation>{metres} 米，{confidence}</translation>
        </message>
        <message>
            <source>{source} does not drain to {outfall} any more.</source>
            <translation>{source} 不再排向 {outfall}。</translation>
        </message>
        <message>
            <source>{source} drains to {outfall} now.</source>
            <translation>{source} 现在排向 {outfall}。</translation>
        </message>
        <message>
            <source>{source} drains to {outfall} on another way.</source>
            <translation>{source} 排向 {outfall} 的路径已改变。</translation>
        </message>
        <message>
            <source>… and {n} more</source>
            <translation>……另有 {n} 条</translation>
        </message>
    </context>
    <context>
        <name>Locator</name>
        <message>
            <source>Codes, names and credit codes in the open outfall project</source>
            <translation>在当前排污口项目中查找编码、名称和信用代码</translation>
        </message>
        <message>
            <source>Outfalls, sources and manholes</source>
            <translation>排污口、污染源与检查井</translation>
        </message>
        <message>
            <source>Trace</source>
            <translation>溯源</translation>
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
            <translation>坐标系 {crs} 无法换算为米。</translation>
        </message>
        <message>
            <source>The layer “{layer}” is said to be in degrees ({crs}), but its coordinates are as large as {value}. Give the layer its real coordinate system and run again.</source>
            <translation>图层“{layer}”标明以度为单位（{crs}），但其坐标值大至 {value}。请为图层设定真实坐标系后重新运行。</translation>
        </message>
    </context>
    <context>
        <name>NetworkLayers</name>
        <message>
            <source>The layer “{layer}” has no coordinate system; its coordinates are taken as metres.</source>
            <translation>图层“{layer}”没有坐标系，其坐标按米处理。</translation>
        </message>
        <message>
            <source>The layer “{layer}” has no field {missing}. Its fields are: {fields}.</source>
            <translation>图层“{layer}”没有字段 {missing}。现有字段：{fields}。</translation>
        </message>
        <message>
            <source>The network has no coordinate system, so the points of “{layer}” are used without reprojecting.</source>
            <translation>管网没有坐标系，“{layer}”中的点按原坐标使用，不作投影转换。</translation>
        </message>
        <message>
            <source>The network must be a line layer, or a table with both node fields; “{layer}” is: {kind}.</source>
            <translation>管网须为线图层，或含两个管点编号字段的表；“{layer}”为：{kind}。</translation>
        </message>
        <message>
            <source>The outfalls must be a point layer, or a table with a node field; “{layer}” is: {kind}.</source>
            <translation>排污口须为点图层，或含管点编号字段的表；“{layer}”为：{kind}。</translation>
        </message>
        <message>
            <source>{n} (pipe has|pipes have) a geometry, or a part of one, that cannot be read or brought to metres; it is left out (first: {first}).</source>
            <translation>{n} 条管段的几何（或其一部分）无法读取或无法换算为米，已略去该部分（首条：{first}）。</translation>
        </message>
        <message>
            <source>{n} (pipe has|pipes have) neither a geometry nor two node ids and (is|are) left out (first: {first}).</source>
            <translation>{n} 条管段既无几何又缺管点编号，已略去（首条：{first}）。</translation>
        </message>
        <message>
            <source>{n} (pipe has|pipes have) no geometry, (connects|connect) by node ids and (counts|count) with 0 m (first: {first}).</source>
            <translation>{n} 条管段没有几何，按管点编号连接，长度计为 0 米（首条：{first}）。</translation>
        </message>
        <message>
            <source>{n} (pipe has|pipes have) only one of two node ids and (is|are) left out, because ids decide here (first: {first}). Complete the ids, or set INCOMPLETE_IDS to “place”.</source>
            <translation>{n} 条管段只有一端有管点编号；此处以编号为准，故已略去（首条：{first}）。请补全编号，或将 INCOMPLETE_IDS 设为“place”。</translation>
        </message>
        <message>
            <source>“{layer}” changed while it was being read. Run again.</source>
            <translation>读取期间“{layer}”有改动，请重新运行。</translation>
        </message>
    </context>
    <context>
        <name>Options</name>
        <message>
            <source>For this project</source>
            <translation>仅用于此 QGIS 工程</translation>
        </message>
        <message>
            <source>Options…</source>
            <translation>选项…</translation>
        </message>
        <message>
            <source>Outfall Tracer</source>
            <translation>入河排污口溯源</translation>
        </message>
        <message>
            <source>Records</source>
            <translation>记录</translation>
        </message>
        <message>
            <source>Result of a trace</source>
            <translation>溯源结果</translation>
        </message>
        <message>
            <source>Select the traced objects</source>
            <translation>选中溯源到的对象</translation>
        </message>
        <message>
            <source>Settings of Outfall Tracer, for you or for this project</source>
            <translation>入河排污口溯源的设置，可用于您本人或此 QGIS 工程</translation>
        </message>
        <message>
            <source>Show headwaters among the ends</source>
            <translation>在终点中显示管网起端</translation>
        </message>
        <message>
            <source>Stands beside every decision and in the list of changes. Empty: the name of your account on this computer.</source>
            <translation>写入每次判定和变更记录。不填则使用本机账户名。</translation>
        </message>
        <message>
            <source>The map moves so that the whole result is seen.</source>
            <translation>地图移动到可以看到全部结果的范围。</translation>
        </message>
        <message>
            <source>The pipes, manholes and sources of a result become the selection of their layers, ready for every other tool of QGIS.</source>
            <translation>结果中的管渠、检查井和污染源成为各自图层的选择集，可供 QGIS 的其他工具使用。</translation>
        </message>
        <message>
            <source>What is ticked “For this project” is kept in the QGIS project and counts for everybody who opens it; save the project to keep it.</source>
            <translation>勾选“仅用于此 QGIS 工程”的设置保存在 QGIS 工程中，对打开该工程的所有人有效；请保存工程以保留设置。</translation>
        </message>
        <message>
            <source>Where the network simply begins. They are many and rarely news.</source>
            <translation>管网自然开始的地方。数量很多，通常没有新信息。</translation>
        </message>
        <message>
            <source>Your name</source>
            <translation>您的姓名</translation>
        </message>
        <message>
            <source>Zoom to the result</source>
            <translation>缩放到结果</translation>
        </message>
    </context>
    <context>
        <name>Plugin</name>
        <message>
            <source>Check the network…</source>
            <translation>检查管网…</translation>
        </message>
        <message>
            <source>Clear the results</source>
            <translation>清除结果</translation>
        </message>
        <message>
            <source>Click a source, manhole, pipe or outfall to see where its water runs to. Hold Shift for the opposite direction; Esc or right click leaves</source>
            <translation>单击污染源、检查井、管段或排污口，查看其水流去向。按住 Shift 则反向；按 Esc 或单击右键退出</translation>
        </message>
        <message>
            <source>Click an outfall, source, manhole or pipe to see what drains to it. Hold Shift for the opposite direction; Esc or right click leaves</source>
            <translation>单击排污口、污染源、检查井或管段，查看哪些来水汇入此处。按住 Shift 则反向；按 Esc 或单击右键退出</translation>
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
            <source>Look for what is wrong in the network of the open project</source>
            <translation>检查当前项目管网中的问题</translation>
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
            <source>Open an outfall project, a file that ends in .gpkg</source>
            <translation>打开排污口项目（.gpkg 文件）</translation>
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
            <source>Take the trace results off the map and out of the list</source>
            <translation>从地图和列表中清除溯源结果</translation>
        </message>
        <message>
            <source>Trace all and update the register</source>
            <translation>全部溯源并更新台账</translation>
        </message>
        <message>
            <source>Trace downstream by clicking</source>
            <translation>单击向下游追踪</translation>
        </message>
        <message>
            <source>Trace every outfall in the background and write the results into the project</source>
            <translation>在后台对全部排污口溯源，并用结果更新台账</translation>
        </message>
        <message>
            <source>Trace selected outfalls</source>
            <translation>溯源所选排污口</translation>
        </message>
        <message>
            <source>Trace the selected outfalls upstream and show what drains to them</source>
            <translation>对所选排污口向上游溯源，显示汇入的管网和污染源</translation>
        </message>
        <message>
            <source>Trace upstream by clicking</source>
            <translation>单击向上游溯源</translation>
        </message>
    </context>
    <context>
        <name>Project</name>
        <message>
            <source>A project is a GeoPackage: give {path} the ending .gpkg.</source>
            <translation>项目是 GeoPackage 文件：请将 {path} 的扩展名设为 .gpkg。</translation>
        </message>
        <message>
            <source>In {path} these rows (fid) have no uid of their own: {rows}. Rows are known by it. Give each a new one in QGIS, in the column uid with the expression uuid('WithoutBraces').</source>
            <translation>{path} 中以下记录（fid）没有自己的 uid：{rows}。各记录靠 uid 识别。请在 QGIS 中用表达式 uuid('WithoutBraces') 为 uid 字段逐条赋新值。</translation>
        </message>
        <message>
            <source>In {path} these tables or columns are missing: {names}. They were deleted or renamed by hand; use a backup, or make a new project and import the layers.</source>
            <translation>{path} 中缺少以下表或列：{names}。它们已被人为删除或改名；请使用备份，或新建项目并导入图层。</translation>
        </message>
        <message>
            <source>No backup of {path} could be made, so it was not updated. Is there room in its folder, and may you write there?</source>
            <translation>无法备份 {path}，因此未升级。请检查其文件夹是否有剩余空间、是否可写。</translation>
        </message>
        <message>
            <source>No project can be made in {folder}: {reason}.</source>
            <translation>无法在 {folder} 中创建项目：{reason}。</translation>
        </message>
        <message>
            <source>QGIS cannot store its project under {path}: “{sign}” has a meaning of its own there. Choose another name or folder.</source>
            <translation>QGIS 无法将工程存入 {path}：其中的“{sign}”有特殊含义。请换一个名称或文件夹。</translation>
        </message>
        <message>
            <source>The QGIS project inside {path} could not be opened.</source>
            <translation>无法打开 {path} 中的 QGIS 工程。</translation>
        </message>
        <message>
            <source>The language of {path} could not be stored: the file is read-only, in use by another program, or the disk is full.</source>
            <translation>{path} 的语言设置未能保存：文件为只读、正被其他程序使用，或磁盘已满。</translation>
        </message>
        <message>
            <source>The project {path} could not be written. Is there room on the disk, and may you write there?</source>
            <translation>无法写入项目 {path}。请检查磁盘空间和写入权限。</translation>
        </message>
        <message>
            <source>There is no folder {folder}.</source>
            <translation>文件夹 {folder} 不存在。</translation>
        </message>
        <message>
            <source>There is no project file {path}. Was it moved or renamed?</source>
            <translation>没有项目文件 {path}。是否已被移动或改名？</translation>
        </message>
        <message>
            <source>Updating {path} to schema version {target} failed; the project is as it was after the last whole step, and a copy of the original is {backup}.</source>
            <translation>将 {path} 升级到结构版本 {target} 失败；项目停留在最后一个完整步骤之后的状态，原文件的副本为 {backup}。</translation>
        </message>
        <message>
            <source>{crs} counts in degrees. A project needs a projected system in metres, such as EPSG:4547 for Wuhan.</source>
            <translation>{crs} 以度为单位。项目需要以米为单位的投影坐标系，武汉可用 EPSG:4547。</translation>
        </message>
        <message>
            <source>{crs} does not count in metres. A project needs a projected system in metres, such as EPSG:4547 for Wuhan.</source>
            <translation>{crs} 不以米为单位。项目需要以米为单位的投影坐标系，武汉可用 EPSG:4547。</translation>
        </message>
        <message>
            <source>{crs} is for web maps: its metres are not metres on the ground. Choose a projected system such as EPSG:4547 for Wuhan.</source>
            <translation>{crs} 用于网络地图，其“米”并非地面上的米。请选择投影坐标系，武汉可用 EPSG:4547。</translation>
        </message>
        <message>
            <source>{path} carries no QGIS project, and none could be written into it.</source>
            <translation>{path} 中没有 QGIS 工程，也无法写入。</translation>
        </message>
        <message>
            <source>{path} exists already and is not overwritten. Choose another name, or move the file away first.</source>
            <translation>{path} 已存在，不会覆盖。请换一个名称，或先移走该文件。</translation>
        </message>
        <message>
            <source>{path} has schema version {version}, and this plugin cannot update it. Open it once with an older version of the plugin.</source>
            <translation>{path} 的结构版本为 {version}，本插件无法升级。请先用旧版插件打开一次。</translation>
        </message>
        <message>
            <source>{path} has the older schema version {found}; this plugin works with {known}. Open it in QGIS with the plugin once to update it.</source>
            <translation>{path} 的结构版本 {found} 较旧，本插件使用 {known}。请在装有本插件的 QGIS 中打开一次以升级。</translation>
        </message>
        <message>
            <source>{path} is a GeoPackage, but not a project of this plugin. Make a new project and import the layers of this file into it.</source>
            <translation>{path} 是 GeoPackage，但不是本插件的项目。请新建项目，并将该文件的图层导入。</translation>
        </message>
        <message>
            <source>{path} is damaged or cut off, for example by an interrupted copy. Use a backup, or copy it again from where it came.</source>
            <translation>{path} 已损坏或不完整，例如复制中断。请使用备份，或重新复制。</translation>
        </message>
        <message>
            <source>{path} is locked by another program. Close the project there, or wait until it has finished, and try again.</source>
            <translation>{path} 被其他程序锁定。请在该程序中关闭项目，或等其完成后重试。</translation>
        </message>
        <message>
            <source>{path} is not a GeoPackage, or it is damaged beyond reading.</source>
            <translation>{path} 不是 GeoPackage，或已损坏无法读取。</translation>
        </message>
        <message>
            <source>{path} lacks tables or columns that this version of the plugin works with: {names}. Open it in QGIS with the plugin once to add them.</source>
            <translation>{path} 缺少本版插件所用的表或字段：{names}。请在 QGIS 中用插件打开一次，即可补上。</translation>
        </message>
        <message>
            <source>{path} may not be read. Ask for the right to read it, or copy it to a folder of yours.</source>
            <translation>没有读取 {path} 的权限。请申请权限，或将其复制到您自己的文件夹。</translation>
        </message>
        <message>
            <source>{path} was left by another database of this name and would damage the new project. Choose another name, or move that file away first.</source>
            <translation>{path} 是同名数据库的遗留文件，会损坏新项目。请换一个名称，或先移走该文件。</translation>
        </message>
        <message>
            <source>{path} was made by a newer version of the plugin: its schema version is {found}, this plugin knows {known}. Update the plugin.</source>
            <translation>{path} 由更新版本的插件创建：其结构版本为 {found}，本插件支持 {known}。请升级插件。</translation>
        </message>
        <message>
            <source>{place} is read-only, so the project cannot be changed. Copy the project to a folder where you may write.</source>
            <translation>{place} 为只读，无法修改项目。请将项目复制到可写的文件夹。</translation>
        </message>
        <message>
            <source>“{crs}” is not a coordinate reference system that QGIS knows. Give a code such as EPSG:4547.</source>
            <translation>QGIS 不认识坐标系“{crs}”。请给出代码，如 EPSG:4547。</translation>
        </message>
    </context>
    <context>
        <name>ProjectFile</name>
        <message>
            <source>The column is missing.</source>
            <translation>缺少该列。</translation>
        </message>
        <message>
            <source>The disk is full, {path} could not be written. Nothing was changed.</source>
            <translation>磁盘已满，无法写入 {path}。未作任何更改。</translation>
        </message>
        <message>
            <source>There is no project file {path}.</source>
            <translation>没有项目文件 {path}。</translation>
        </message>
        <message>
            <source>There is not enough room for temporary data in {folder}.</source>
            <translation>{folder} 中没有足够空间存放临时数据。</translation>
        </message>
        <message>
            <source>{beside} holds what was saved last in {path}, and it cannot be read here because nothing may be written in {folder}. Copy both files into a folder where you may write, and use the copy; or close the file in the program that has it open.</source>
            <translation>{beside} 中存有 {path} 最近一次保存的内容，但因 {folder} 不可写入，在此无法读取。请把两个文件一起复制到可写的文件夹中使用副本，或在打开该文件的程序中将其关闭。</translation>
        </message>
        <message>
            <source>{path} cannot be opened as a GeoPackage: it is damaged, locked by another program, or a file of another kind.</source>
            <translation>无法将 {path} 作为 GeoPackage 打开：文件已损坏、被其他程序锁定，或属于其他类型。</translation>
        </message>
        <message>
            <source>{path} could not be written. Nothing was changed.</source>
            <translation>无法写入 {path}。未作任何更改。</translation>
        </message>
        <message>
            <source>{path} holds what is none of this plugin's and would run at every reading or saving: {names}. Nothing was read. Remove it where it was made (DROP {first}), or make a new project and import the tables into it.</source>
            <translation>{path} 中含有不属于本插件、每次读取或保存时都会运行的内容：{names}。未读取任何数据。请在建立它的程序中将其删除（DROP {first}），或新建项目并导入各表。</translation>
        </message>
        <message>
            <source>{path} is being written by another program. Close it there, or wait until it is done, and try again. Nothing was changed.</source>
            <translation>{path} 正被其他程序写入。请在该程序中关闭，或等其完成后重试。未作任何更改。</translation>
        </message>
        <message>
            <source>{path} is not a complete project: it has no table {table}. Create a project and import your data into it.</source>
            <translation>{path} 不是完整的项目：缺少表 {table}。请创建项目并导入数据。</translation>
        </message>
        <message>
            <source>{path} is write-protected. Nothing was changed.</source>
            <translation>{path} 有写保护。未作任何更改。</translation>
        </message>
        <message>
            <source>{path}: the table {table} lacks columns that the software needs. Open the project with this version of the plugin to upgrade it.</source>
            <translation>{path}：表 {table} 缺少软件所需的列。请用本版本插件打开项目以升级。</translation>
        </message>
    </context>
    <context>
        <name>Projects</name>
        <message>
            <source>Made and opened {path}.</source>
            <translation>已生成并打开 {path}。</translation>
        </message>
        <message>
            <source>Nothing changed since the last run.</source>
            <translation>与上一批次相比没有变化。</translation>
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
            <source>Save and trace</source>
            <translation>保存并溯源</translation>
        </message>
        <message>
            <source>Save the edits before tracing all outfalls. Being edited: {layers}.</source>
            <translation>全部溯源前需保存编辑。正在编辑：{layers}。</translation>
        </message>
        <message>
            <source>Save the new project as</source>
            <translation>新项目另存为</translation>
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
            <source>Tracing all outfalls of {project} in the background; the task list at the bottom shows progress.</source>
            <translation>正在后台对 {project} 的全部排污口溯源，进度见下方任务列表。</translation>
        </message>
        <message>
            <source>outfalls</source>
            <translation>排污口溯源</translation>
        </message>
        <message>
            <source>{name} was made by an older version and is up to date now; what it was before is in {backup}.</source>
            <translation>{name} 由旧版本创建，现已更新；更新前的内容保存在 {backup}。</translation>
        </message>
        <message>
            <source>{new} new (candidate|candidates), {gone} dropped.</source>
            <translation>新增候选 {new} 个，减少 {gone} 个。</translation>
        </message>
        <message>
            <source>{n} (value|values) that people entered (differs|differ) and (was|were) kept.</source>
            <translation>人工填写的 {n} 个值与结果不同，已保留。</translation>
        </message>
        <message>
            <source>{n} decided (link is|links are) no longer reached.</source>
            <translation>已判定的关联有 {n} 条后续溯源未达。</translation>
        </message>
        <message>
            <source>{project}: tracing all outfalls did not work; nothing was written.</source>
            <translation>{project}：全部溯源未能完成，未写入任何内容。</translation>
        </message>
        <message>
            <source>{project}: tracing was stopped; nothing was written.</source>
            <translation>{project}：溯源已停止，未写入任何内容。</translation>
        </message>
        <message>
            <source>{project}: {n} (outfall is|outfalls are) traced, {k} with sources.</source>
            <translation>{project}：已溯源 {n} 个排污口，其中 {k} 个有污染源。</translation>
        </message>
    </context>
    <context>
        <name>Proposals</name>
        <message>
            <source>For it: {reasons}.</source>
            <translation>支持：{reasons}。</translation>
        </message>
        <message>
            <source>For it: {reasons}. Against it: {others}.</source>
            <translation>支持：{reasons}。反对：{others}。</translation>
        </message>
    </context>
    <context>
        <name>Reading</name>
        <message>
            <source>Allowed are: {codes}.</source>
            <translation>允许的值：{codes}。</translation>
        </message>
        <message>
            <source>Correct the codes, or add the outfalls.</source>
            <translation>请改正编码，或补充排污口。</translation>
        </message>
        <message>
            <source>Draw the geometry, or delete the rows.</source>
            <translation>请绘制几何，或删除这些行。</translation>
        </message>
        <message>
            <source>Give each row a code of its own.</source>
            <translation>请为每行赋予唯一编码。</translation>
        </message>
        <message>
            <source>In {path} these tables have another coordinate system than the pipes: {tables}. All tables of a project share one: make a new project and import the layers into it, where they are reprojected.</source>
            <translation>{path} 中下列表的坐标系与管段不同：{tables}。一个项目的所有表必须使用同一坐标系：请新建项目并把图层导入其中，导入时会进行投影转换。</translation>
        </message>
        <message>
            <source>The geometry of {n} (row|rows) cannot be read: {rows}.</source>
            <translation>{n} 行的几何无法读取：{rows}。</translation>
        </message>
        <message>
            <source>{n} (code occurs|codes occur) more than once: {codes}.</source>
            <translation>{n} 个编码重复出现：{codes}。</translation>
        </message>
        <message>
            <source>{n} (row has|rows have) no geometry: {rows}.</source>
            <translation>{n} 行没有几何：{rows}。</translation>
        </message>
        <message>
            <source>{n} (row holds|rows hold) values outside the list: {values}.</source>
            <translation>{n} 行的取值不在列表中：{values}。</translation>
        </message>
        <message>
            <source>{n} declared outfall (code belongs|codes belong) to no outfall: {codes}.</source>
            <translation>{n} 个申报的排污口编码找不到对应排污口：{codes}。</translation>
        </message>
        <message>
            <source>{path} has no projected coordinate system, so nothing can be measured in it. Create a project with a projected one, such as EPSG:4547, and import the data into it.</source>
            <translation>{path} 没有投影坐标系，无法量算。请用投影坐标系（如 EPSG:4547）创建项目，再导入数据。</translation>
        </message>
    </context>
    <context>
        <name>Regime</name>
        <message>
            <source>Changed outside the plugin</source>
            <translation>在插件之外修改</translation>
        </message>
        <message>
            <source>The outfall is not in the project any more.</source>
            <translation>该排污口已不在项目中。</translation>
        </message>
        <message>
            <source>The past of the table {table} is not kept, but of: {tables}.</source>
            <translation>表 {table} 不保存历史；保存历史的有：{tables}。</translation>
        </message>
        <message>
            <source>This cannot be done; nothing was changed.</source>
            <translation>无法执行；未作任何更改。</translation>
        </message>
        <message>
            <source>“{when}” is not a date. Write it as 2024-05-31, or with a time as 2024-05-31T18:00:00.</source>
            <translation>“{when}”不是日期。请写作 2024-05-31，或带时间写作 2024-05-31T18:00:00。</translation>
        </message>
    </context>
    <context>
        <name>RegisterDock</name>
        <message>
            <source>(no district)</source>
            <translation>（无行政区）</translation>
        </message>
        <message>
            <source>(nobody's)</source>
            <translation>（未分配）</translation>
        </message>
        <message>
            <source>All contractors</source>
            <translation>全部承担单位</translation>
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
            <source>All types</source>
            <translation>全部类型</translation>
        </message>
        <message>
            <source>Clear the filters</source>
            <translation>清除筛选</translation>
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
            <source>Complete</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>Conf.</source>
            <translation>可信度</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Ent.</source>
            <translation>企</translation>
        </message>
        <message>
            <source>Farm</source>
            <translation>农</translation>
        </message>
        <message>
            <source>File of the outfall…</source>
            <translation>一口一档…</translation>
        </message>
        <message>
            <source>It was taken out of the window, not out of the file {project}. Nothing is lost.</source>
            <translation>图层只是移出窗口，仍在文件 {project} 中，没有丢失数据。</translation>
        </message>
        <message>
            <source>Judge the sources</source>
            <translation>判定污染源</translation>
        </message>
        <message>
            <source>Load the outfalls again</source>
            <translation>重新载入排污口</translation>
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
            <translation>下一个排污口（Alt+↓）</translation>
        </message>
        <message>
            <source>No outfall matches these filters.</source>
            <translation>没有符合条件的排污口。</translation>
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
            <source>Open the form</source>
            <translation>打开表单</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>他</translation>
        </message>
        <message>
            <source>Out of date</source>
            <translation>结果已过期</translation>
        </message>
        <message>
            <source>Previous outfall (Alt+Up)</source>
            <translation>上一个排污口（Alt+↑）</translation>
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation>排污口台账</translation>
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
            <source>Sent back</source>
            <translation>已退回</translation>
        </message>
        <message>
            <source>Show on the map</source>
            <translation>在地图上显示</translation>
        </message>
        <message>
            <source>Show the outfalls of one district</source>
            <translation>只显示某一行政区的排污口</translation>
        </message>
        <message>
            <source>Show the outfalls of one tracing status or state of work</source>
            <translation>只显示一种溯源状态或工作状态的排污口</translation>
        </message>
        <message>
            <source>Show the outfalls of one type</source>
            <translation>只显示一种类型的排污口</translation>
        </message>
        <message>
            <source>Show the outfalls that are the work of one contractor or lot</source>
            <translation>只显示由某一承担单位或标段负责的排污口</translation>
        </message>
        <message>
            <source>Sites</source>
            <translation>工</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>溯源状态</translation>
        </message>
        <message>
            <source>The layer of outfalls was removed</source>
            <translation>排污口图层已移除</translation>
        </message>
        <message>
            <source>The register is empty</source>
            <translation>台账为空</translation>
        </message>
        <message>
            <source>Trace the selected outfalls upstream; double-click a row does the same</source>
            <translation>对所选排污口向上游溯源；双击行效果相同</translation>
        </message>
        <message>
            <source>Trace upstream</source>
            <translation>向上游溯源</translation>
        </message>
        <message>
            <source>Zoom to the selected outfalls</source>
            <translation>缩放至所选排污口</translation>
        </message>
        <message>
            <source>{k} of {n} complete</source>
            <translation>已完成 {k}/{n}</translation>
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
            <source>(the latest of {n})</source>
            <translation>（共 {n} 张，取最新）</translation>
        </message>
        <message>
            <source>A register can be written as {endings}, not as {path}.</source>
            <translation>台账可以存为 {endings}，不能存为 {path}。</translation>
        </message>
        <message>
            <source>A workbook</source>
            <translation>工作簿</translation>
        </message>
        <message>
            <source>About</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>Address in the QR code</source>
            <translation>二维码网址</translation>
        </message>
        <message>
            <source>All</source>
            <translation>合计</translation>
        </message>
        <message>
            <source>Basis</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>Call {phone} and say the code on the plate, where you are and what you see: colour, smell, foam, dead fish, waste water in dry weather.</source>
            <translation>拨打 {phone}，说明标志牌上的编码、所在位置和所见情况：水色、气味、泡沫、死鱼、晴天排水。</translation>
        </message>
        <message>
            <source>Candidates are proposals of the tracing; a person confirms or rejects them.</source>
            <translation>“待确认”为溯源所得候选，须由人工确认或排除。</translation>
        </message>
        <message>
            <source>Chainage (km)</source>
            <translation>里程（km）</translation>
        </message>
        <message>
            <source>Chainage in km along the river axis, downstream.</source>
            <translation>里程沿河道中心线自上游起算（km）。</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>变更内容</translation>
        </message>
        <message>
            <source>Changes on record</source>
            <translation>变更记录</translation>
        </message>
        <message>
            <source>Check list: putting up sign plates</source>
            <translation>标志牌安装检查表</translation>
        </message>
        <message>
            <source>Checked by: {name}</source>
            <translation>审核：{name}</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Code or short id</source>
            <translation>编码或短标识</translation>
        </message>
        <message>
            <source>Coded</source>
            <translation>已编码</translation>
        </message>
        <message>
            <source>Column set {path}, line {line}: {what}.</source>
            <translation>列模板 {path} 第 {line} 行：{what}。</translation>
        </message>
        <message>
            <source>Coordinates: {crs}.</source>
            <translation>坐标系：{crs}。</translation>
        </message>
        <message>
            <source>DATE must be written like {today}; {date} is not.</source>
            <translation>DATE 的写法应如 {today}，{date} 不是这样的日期。</translation>
        </message>
        <message>
            <source>DATE {date} lies ahead of today, {today}.</source>
            <translation>DATE {date} 晚于今天 {today}。</translation>
        </message>
        <message>
            <source>DISTRICTS names unknown districts: {unknown}. There are: {names}.</source>
            <translation>DISTRICTS 中有不是区县的名称：{unknown}。现有区县：{names}。</translation>
        </message>
        <message>
            <source>Detail: the centre of the city with its traced pipes</source>
            <translation>中心城区溯源管网（局部放大）</translation>
        </message>
        <message>
            <source>Did you mean {near}?</source>
            <translation>是否指 {near}？</translation>
        </message>
        <message>
            <source>Direction unknown</source>
            <translation>流向不明</translation>
        </message>
        <message>
            <source>Direction weighed</source>
            <translation>流向经综合判断</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>Districts</source>
            <translation>所在区县</translation>
        </message>
        <message>
            <source>Districts: {names}</source>
            <translation>区县：{names}</translation>
        </message>
        <message>
            <source>Drains here</source>
            <translation>汇入本排污口</translation>
        </message>
        <message>
            <source>Drains to no outfall</source>
            <translation>未通向排污口</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>图纸</translation>
        </message>
        <message>
            <source>Drawn from the river and the districts of the register; no pipes, no persons.</source>
            <translation>底图为台账中的水域和行政区；不含管线和个人信息。</translation>
        </message>
        <message>
            <source>Drawn up by: {name}</source>
            <translation>制图：{name}</translation>
        </message>
        <message>
            <source>Ends of the ways</source>
            <translation>溯源终点</translation>
        </message>
        <message>
            <source>Ends: {ends}.</source>
            <translation>终点：{ends}。</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>证据</translation>
        </message>
        <message>
            <source>FILE_NAME gives several districts one name: {names}. Use @district in it.</source>
            <translation>FILE_NAME 使多个区县同名：{names}。请在其中使用 @district。</translation>
        </message>
        <message>
            <source>Far, with the outfall</source>
            <translation>远景（含排污口）</translation>
        </message>
        <message>
            <source>File of an outfall discharging into the river</source>
            <translation>入河排污口档案（一口一档）</translation>
        </message>
        <message>
            <source>Files of all outfalls</source>
            <translation>入河排污口档案汇编</translation>
        </message>
        <message>
            <source>Filled in by:                    Checked by:                    Date: {date}</source>
            <translation>填表人：                    审核人：                    日期：{date}</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>问题清单</translation>
        </message>
        <message>
            <source>Findings by kind</source>
            <translation>问题清单汇总</translation>
        </message>
        <message>
            <source>Flow of the river</source>
            <translation>河流流向</translation>
        </message>
        <message>
            <source>From above</source>
            <translation>正射影像</translation>
        </message>
        <message>
            <source>Gap bridged</source>
            <translation>跨越的断口</translation>
        </message>
        <message>
            <source>Government</source>
            <translation>是否政府</translation>
        </message>
        <message>
            <source>Index of {n} (sheet|sheets)</source>
            <translation>索引图，共 {n} 幅</translation>
        </message>
        <message>
            <source>Kind of source</source>
            <translation>污染源类别</translation>
        </message>
        <message>
            <source>Last tracing run {time}</source>
            <translation>最近一次溯源 {time}</translation>
        </message>
        <message>
            <source>Latitude (degrees)</source>
            <translation>纬度（度）</translation>
        </message>
        <message>
            <source>Leading department</source>
            <translation>牵头部门</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>图例</translation>
        </message>
        <message>
            <source>Life</source>
            <translation>全过程</translation>
        </message>
        <message>
            <source>Line {line} of the rule table public_columns names {column}, which may not be made public or does not exist. There are: {names}.</source>
            <translation>规则表 public_columns 第 {line} 行的 {column} 不得公开或不存在。可用：{names}。</translation>
        </message>
        <message>
            <source>Links</source>
            <translation>溯源关联</translation>
        </message>
        <message>
            <source>Long section of the main way</source>
            <translation>主要路径纵断面</translation>
        </message>
        <message>
            <source>Longitude (degrees)</source>
            <translation>经度（度）</translation>
        </message>
        <message>
            <source>Main party of</source>
            <translation>作为主要责任主体的排污口</translation>
        </message>
        <message>
            <source>Map approval number: {number}</source>
            <translation>审图号：{number}</translation>
        </message>
        <message>
            <source>Map of the outfalls; the list below holds the same ones</source>
            <translation>排污口地图；下方清单内容相同</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>缺项</translation>
        </message>
        <message>
            <source>Mounted on</source>
            <translation>安装方式</translation>
        </message>
        <message>
            <source>Near</source>
            <translation>近景</translation>
        </message>
        <message>
            <source>No</source>
            <translation>否</translation>
        </message>
        <message>
            <source>No class</source>
            <translation>未分类</translation>
        </message>
        <message>
            <source>No district</source>
            <translation>未填区县</translation>
        </message>
        <message>
            <source>No outfall in this district</source>
            <translation>本区县没有排污口</translation>
        </message>
        <message>
            <source>No outfall, and so no file, in {names}.</source>
            <translation>{names}没有排污口，因此没有档案。</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>序号</translation>
        </message>
        <message>
            <source>Not begun</source>
            <translation>未开始</translation>
        </message>
        <message>
            <source>Not decided</source>
            <translation>未认定</translation>
        </message>
        <message>
            <source>Not known</source>
            <translation>未明确</translation>
        </message>
        <message>
            <source>On site</source>
            <translation>现场牌面</translation>
        </message>
        <message>
            <source>One sheet</source>
            <translation>全 1 幅</translation>
        </message>
        <message>
            <source>Open data</source>
            <translation>开放数据</translation>
        </message>
        <message>
            <source>Other party of</source>
            <translation>作为其他责任主体的排污口</translation>
        </message>
        <message>
            <source>Outfall</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Outfall codes</source>
            <translation>关联排污口编码</translation>
        </message>
        <message>
            <source>Outfall identifier</source>
            <translation>排污口标识</translation>
        </message>
        <message>
            <source>Outfalls</source>
            <translation>排污口清单</translation>
        </message>
        <message>
            <source>Outfalls as a table (CSV)</source>
            <translation>排污口表格（CSV）</translation>
        </message>
        <message>
            <source>Outfalls as main party</source>
            <translation>主要责任排污口数</translation>
        </message>
        <message>
            <source>Outfalls as other party</source>
            <translation>其他责任排污口数</translation>
        </message>
        <message>
            <source>Outfalls by class</source>
            <translation>分类（一级）</translation>
        </message>
        <message>
            <source>Outfalls by class of the 2020 rule</source>
            <translation>分类（718 号文）</translation>
        </message>
        <message>
            <source>Outfalls by district</source>
            <translation>各区排污口数</translation>
        </message>
        <message>
            <source>Outfalls by leading department</source>
            <translation>按牵头部门统计的排污口</translation>
        </message>
        <message>
            <source>Outfalls by number</source>
            <translation>排污口序号对照</translation>
        </message>
        <message>
            <source>Outfalls by rule of the responsible party</source>
            <translation>责任主体认定规则</translation>
        </message>
        <message>
            <source>Outfalls by state of the work</source>
            <translation>按工作状态统计的排污口</translation>
        </message>
        <message>
            <source>Outfalls by tracing status</source>
            <translation>入河排污口（溯源状态）</translation>
        </message>
        <message>
            <source>Outfalls linked</source>
            <translation>关联排污口数</translation>
        </message>
        <message>
            <source>Outfalls of {district} and where their water comes from</source>
            <translation>{district}入河排污口溯源图</translation>
        </message>
        <message>
            <source>Outfalls on Wuhan's Yangtze reach and where their water comes from</source>
            <translation>武汉市长江入河排污口溯源总览图</translation>
        </message>
        <message>
            <source>Outfalls where {expression}</source>
            <translation>条件：{expression}</translation>
        </message>
        <message>
            <source>Outfalls with their places (GeoJSON, codes)</source>
            <translation>排污口位置（GeoJSON，代码值）</translation>
        </message>
        <message>
            <source>Outfalls, links and their records as the audit trail has them for that day; sources, findings, network and base map, and distances and confidence, as of {today}.</source>
            <translation>排污口、关联及其记录按变更记录还原至当日；污染源、问题、管网和底图以及距离与可信度为 {today} 的数据。</translation>
        </message>
        <message>
            <source>Pictures of the field sheet</source>
            <translation>现场工作记录单照片</translation>
        </message>
        <message>
            <source>Pipes and channels</source>
            <translation>管道与渠道</translation>
        </message>
        <message>
            <source>Pipes and channels (detail map)</source>
            <translation>管渠（局部放大图）</translation>
        </message>
        <message>
            <source>Plan, closure, visits and inspections</source>
            <translation>整治方案、销号、现场记录与巡查</translation>
        </message>
        <message>
            <source>Plate installed</source>
            <translation>已设标志牌</translation>
        </message>
        <message>
            <source>Plates on site that say something else</source>
            <translation>现场牌面与登记不一致</translation>
        </message>
        <message>
            <source>Plates to be made, state of {date}</source>
            <translation>标志牌制作清单（数据截至 {date}）</translation>
        </message>
        <message>
            <source>Positions are rounded to {n} m.</source>
            <translation>位置已按 {n} 米取整。</translation>
        </message>
        <message>
            <source>Possible sources</source>
            <translation>污染源</translation>
        </message>
        <message>
            <source>Possible sources, their evidence and confidence</source>
            <translation>污染源及其证据和可信度</translation>
        </message>
        <message>
            <source>Progress and deadlines</source>
            <translation>进展与时限</translation>
        </message>
        <message>
            <source>Progress by district</source>
            <translation>各区进展</translation>
        </message>
        <message>
            <source>Public columns: {columns}</source>
            <translation>公开的列：{columns}</translation>
        </message>
        <message>
            <source>Put up on: ____________   By: ____________   Checked by: ____________</source>
            <translation>安装日期：____________   安装人：____________   检查人：____________</translation>
        </message>
        <message>
            <source>QR code as a phone shows it</source>
            <translation>手机扫码结果</translation>
        </message>
        <message>
            <source>Read at</source>
            <translation>查看时间</translation>
        </message>
        <message>
            <source>Register of outfalls</source>
            <translation>入河排污口溯源台账</translation>
        </message>
        <message>
            <source>Report what you see</source>
            <translation>举报与反映</translation>
        </message>
        <message>
            <source>Responsible parties</source>
            <translation>责任主体清单</translation>
        </message>
        <message>
            <source>Responsible party</source>
            <translation>责任主体</translation>
        </message>
        <message>
            <source>River outfalls and where their water comes from</source>
            <translation>入河排污口溯源总览图</translation>
        </message>
        <message>
            <source>River outfalls made public</source>
            <translation>入河排污口信息公开</translation>
        </message>
        <message>
            <source>Schematic demonstration data, generated and not surveyed.</source>
            <translation>演示数据（示意），为生成数据，并非实测。</translation>
        </message>
        <message>
            <source>Search by name, code, district or responsible party</source>
            <translation>按名称、编码、行政区或责任主体搜索</translation>
        </message>
        <message>
            <source>Several bear this name</source>
            <translation>是否有重名</translation>
        </message>
        <message>
            <source>Several outfalls would have one file; their identifiers are added: {names}.</source>
            <translation>多个排污口的文件同名，已在文件名中加上标识：{names}。</translation>
        </message>
        <message>
            <source>Share with a source found</source>
            <translation>已查到污染源的比例</translation>
        </message>
        <message>
            <source>Sheet {number} of {n}</source>
            <translation>第 {number} 幅，共 {n} 幅</translation>
        </message>
        <message>
            <source>Sheets</source>
            <translation>图幅</translation>
        </message>
        <message>
            <source>Show more</source>
            <translation>显示更多</translation>
        </message>
        <message>
            <source>Sign plates</source>
            <translation>标志牌</translation>
        </message>
        <message>
            <source>Size (mm)</source>
            <translation>尺寸（mm）</translation>
        </message>
        <message>
            <source>Size, colours and wording are rows of editable tables that no text of the rule at hand confirms ({source}). Compare them with HJ 1309-2023 before plates are made.</source>
            <translation>尺寸、颜色和文字取自可编辑的规则表，手头规范文本未能证实（{source}）。制作前请与 HJ 1309-2023 核对。</translation>
        </message>
        <message>
            <source>Sources found, counted once per outfall</source>
            <translation>查到的污染源（按排污口计数）</translation>
        </message>
        <message>
            <source>Spellings</source>
            <translation>各种写法</translation>
        </message>
        <message>
            <source>State of its links</source>
            <translation>关联状态</translation>
        </message>
        <message>
            <source>State of {date}</source>
            <translation>数据截至 {date}</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>汇总</translation>
        </message>
        <message>
            <source>Supporting departments</source>
            <translation>配合部门</translation>
        </message>
        <message>
            <source>The QR code of a plate</source>
            <translation>标志牌二维码</translation>
        </message>
        <message>
            <source>The QR codes lead to {url}, which is the row plate_url of the rule table settings; give the address of your public page as URL before plates are made.</source>
            <translation>二维码指向 {url}，即规则表 settings 中的 plate_url；制作前请将 URL 设为本地公开页面的网址。</translation>
        </message>
        <message>
            <source>The column set {path} cannot be read: {reason}.</source>
            <translation>列模板 {path} 无法读取：{reason}。</translation>
        </message>
        <message>
            <source>The column set {path} is not in UTF-8. Save it as CSV UTF-8.</source>
            <translation>列模板 {path} 不是 UTF-8 编码，请另存为 CSV UTF-8。</translation>
        </message>
        <message>
            <source>The column set {path} names no list that a register has: {lists}.</source>
            <translation>列模板 {path} 中没有台账里的清单：{lists}。</translation>
        </message>
        <message>
            <source>The data of this page, to be used freely with the source named.</source>
            <translation>本页数据可自由使用，请注明来源。</translation>
        </message>
        <message>
            <source>The direction of {n} (pipe|pipes) is not known.</source>
            <translation>{n} 条管渠流向不明。</translation>
        </message>
        <message>
            <source>The file is missing</source>
            <translation>文件缺失</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be made: {reason}.</source>
            <translation>无法创建文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The page has no map approval number (审图号): give it as APPROVAL, or leave river and districts out with BASE_MAP.</source>
            <translation>页面没有审图号：请填写 APPROVAL，或用 BASE_MAP 不绘制水域和行政区。</translation>
        </message>
        <message>
            <source>The picture cannot be shown</source>
            <translation>照片无法显示</translation>
        </message>
        <message>
            <source>The picture is too large</source>
            <translation>照片过大</translation>
        </message>
        <message>
            <source>The plate says</source>
            <translation>牌面内容</translation>
        </message>
        <message>
            <source>The public page</source>
            <translation>公开页面</translation>
        </message>
        <message>
            <source>The row public_rounding_m of the rule table settings is not a number: {value}.</source>
            <translation>规则表 settings 中的 public_rounding_m 不是数字：{value}。</translation>
        </message>
        <message>
            <source>The rule table plate_sizes cannot be used: {reason}.</source>
            <translation>规则表 plate_sizes 无法使用：{reason}。</translation>
        </message>
        <message>
            <source>The size of {path} cannot be set: the file is built in an unknown way.</source>
            <translation>无法设定 {path} 的尺寸：文件结构未知。</translation>
        </message>
        <message>
            <source>The telephone number on the page, {phone}, is the row plate_phone of the rule table settings.</source>
            <translation>页面上的电话 {phone} 取自规则表 settings 中的 plate_phone。</translation>
        </message>
        <message>
            <source>The template {path} cannot be used: {reason}. The one shipped is taken.</source>
            <translation>模板 {path} 无法使用：{reason}。改用自带模板。</translation>
        </message>
        <message>
            <source>The template {path} has no item “{name}”; it is left out.</source>
            <translation>模板 {path} 中没有项目“{name}”，该项略去。</translation>
        </message>
        <message>
            <source>The template {path} has several pages; the first one is used.</source>
            <translation>模板 {path} 有多页，使用第一页。</translation>
        </message>
        <message>
            <source>The template {path}, item “{name}”: {expression} cannot be evaluated: {reason}.</source>
            <translation>模板 {path} 的项目“{name}”：{expression} 无法计算：{reason}。</translation>
        </message>
        <message>
            <source>The text of {path} cannot be made searchable: the file is built in an unknown way.</source>
            <translation>无法使 {path} 的文字可以检索：文件结构未知。</translation>
        </message>
        <message>
            <source>There is no column set {name}. Give a CSV file or one of: {names}.</source>
            <translation>没有列模板 {name}。请给出 CSV 文件，或其中之一：{names}。</translation>
        </message>
        <message>
            <source>There is no outfall to draw. Import outfalls, or change OUTFALLS.</source>
            <translation>没有可绘制的排污口。请导入排污口，或修改 OUTFALLS。</translation>
        </message>
        <message>
            <source>There is no outfall to make a plate for. Change OUTFALLS or DISTRICTS.</source>
            <translation>没有需要制作标志牌的排污口。请修改 OUTFALLS 或 DISTRICTS。</translation>
        </message>
        <message>
            <source>There is no outfall to publish. Import outfalls first.</source>
            <translation>没有可公开的排污口。请先导入排污口。</translation>
        </message>
        <message>
            <source>There is no outfall {code} here</source>
            <translation>此处没有排污口 {code}</translation>
        </message>
        <message>
            <source>There is no plate of the size {size}. There are: {sizes}.</source>
            <translation>没有尺寸为 {size} 的标志牌。可选：{sizes}。</translation>
        </message>
        <message>
            <source>There is not enough memory to write {path}.</source>
            <translation>内存不足，无法写出 {path}。</translation>
        </message>
        <message>
            <source>This sheet</source>
            <translation>本幅</translation>
        </message>
        <message>
            <source>This sheet holds drainage pipes; for internal use.</source>
            <translation>本图含排水管网，内部使用。</translation>
        </message>
        <message>
            <source>This sheet holds {km} km of drainage pipes; for internal use.</source>
            <translation>本图含排水管网 {km} 公里，内部使用。</translation>
        </message>
        <message>
            <source>To the search</source>
            <translation>跳至搜索</translation>
        </message>
        <message>
            <source>Traced: {system}</source>
            <translation>已溯源：{system}</translation>
        </message>
        <message>
            <source>Tracing status</source>
            <translation>溯源状态</translation>
        </message>
        <message>
            <source>URL must be an address with {{id}} in it, such as https://example.org/outfalls/#{{id}}; {url} is not.</source>
            <translation>URL 须为含 {{id}} 的网址，如 https://example.org/outfalls/#{{id}}；{url} 不符合。</translation>
        </message>
        <message>
            <source>Water</source>
            <translation>水域</translation>
        </message>
        <message>
            <source>Ways</source>
            <translation>溯源路径</translation>
        </message>
        <message>
            <source>What columns and codes mean (CSV)</source>
            <translation>字段与代码含义（CSV）</translation>
        </message>
        <message>
            <source>What drains to it</source>
            <translation>汇入管网与污染源</translation>
        </message>
        <message>
            <source>What is missing</source>
            <translation>缺项内容</translation>
        </message>
        <message>
            <source>What plates lack</source>
            <translation>标志牌缺项</translation>
        </message>
        <message>
            <source>When</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>Where it lies</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Where it stands</source>
            <translation>设置位置</translation>
        </message>
        <message>
            <source>Workshop</source>
            <translation>制作清单</translation>
        </message>
        <message>
            <source>Would be printed now</source>
            <translation>现应印制内容</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>是</translation>
        </message>
        <message>
            <source>a private person</source>
            <translation>个人</translation>
        </message>
        <message>
            <source>another outfall has its code, too</source>
            <translation>编码与另一排污口相同</translation>
        </message>
        <message>
            <source>another outfall has the code {code}, too</source>
            <translation>编码 {code} 与另一排污口相同</translation>
        </message>
        <message>
            <source>check list</source>
            <translation>安装检查表</translation>
        </message>
        <message>
            <source>entered into the register</source>
            <translation>录入台账</translation>
        </message>
        <message>
            <source>it has no item with the id “{name}”</source>
            <translation>缺少 id 为“{name}”的项目</translation>
        </message>
        <message>
            <source>it has no name</source>
            <translation>缺少名称</translation>
        </message>
        <message>
            <source>it has no national code</source>
            <translation>缺少国家编码</translation>
        </message>
        <message>
            <source>it has no place</source>
            <translation>缺少位置</translation>
        </message>
        <message>
            <source>it is not a QGIS layout template</source>
            <translation>它不是 QGIS 布局模板</translation>
        </message>
        <message>
            <source>it is not in UTF-8</source>
            <translation>它不是 UTF-8 编码</translation>
        </message>
        <message>
            <source>its responsible party rests on candidates that nobody has confirmed</source>
            <translation>责任主体依据的候选关联尚未确认</translation>
        </message>
        <message>
            <source>km</source>
            <translation>km</translation>
        </message>
        <message>
            <source>moved on the map</source>
            <translation>移动了位置</translation>
        </message>
        <message>
            <source>no {what}</source>
            <translation>缺少{what}</translation>
        </message>
        <message>
            <source>none yet</source>
            <translation>暂无</translation>
        </message>
        <message>
            <source>taken out of the register</source>
            <translation>从台账移除</translation>
        </message>
        <message>
            <source>there is no @{name}; there are: {names}</source>
            <translation>没有 @{name}，可用的有：{names}</translation>
        </message>
        <message>
            <source>there is no list {name}</source>
            <translation>没有清单 {name}</translation>
        </message>
        <message>
            <source>workshop</source>
            <translation>制作清单</translation>
        </message>
        <message>
            <source>{id}   {size}   {mount}   Place: {place}</source>
            <translation>{id}   {size}   {mount}   位置：{place}</translation>
        </message>
        <message>
            <source>{kind} found</source>
            <translation>查到的{kind}</translation>
        </message>
        <message>
            <source>{list} has no column {name} that may be handed on</source>
            <translation>{list} 中没有可以上交的列 {name}</translation>
        </message>
        <message>
            <source>{list}, state of {date}</source>
            <translation>{list}（数据截至 {date}）</translation>
        </message>
        <message>
            <source>{n} (file was|files were) changed by somebody since, and (stays|stay) so until moved or deleted: {names}.</source>
            <translation>{n} 份文件生成后被人改动过，未覆盖；如需重做，请移走或删除：{names}。</translation>
        </message>
        <message>
            <source>{n} (file|files) of former runs {names}: no outfall has that name now.</source>
            <translation>以前生成的 {n} 份文件 {names}：现已没有对应名称的排污口。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) left the register or (is|are) judged no outfall; no plate is made.</source>
            <translation>{n} 个排污口已不在册或判定不是排污口，不制作标志牌。</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls) would be public, {gaps} (thing is|things are) missing</source>
            <translation>将公开排污口 {n} 个，缺项 {gaps} 处</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls), {traced} with a source found; {sources} possible (source|sources), {links} (link|links) between them</source>
            <translation>入河排污口 {n} 个，其中 {traced} 个已查到污染源；污染源 {sources} 个，溯源关联 {links} 条</translation>
        </message>
        <message>
            <source>{n} (pipe|pipes), {m} m upstream.</source>
            <translation>上游管渠 {n} 条，共 {m} 米。</translation>
        </message>
        <message>
            <source>{n} (plate|plates), {gaps} of them with gaps</source>
            <translation>标志牌 {n} 块，其中有缺项的 {gaps} 块</translation>
        </message>
        <message>
            <source>{n} (value|values) changed unrecorded around that day and may have been otherwise.</source>
            <translation>{n} 个值在该日前后有未记录的变更，可能并非如此。</translation>
        </message>
        <message>
            <source>{n} of {all} outfalls</source>
            <translation>{n} / {all} 个排污口</translation>
        </message>
        <message>
            <source>{n} outfalls have the code {code}</source>
            <translation>{n} 个排污口的编码为 {code}</translation>
        </message>
        <message>
            <source>{path} cannot be merged: the document is incomplete.</source>
            <translation>{path} 无法合并：文件不完整。</translation>
        </message>
        <message>
            <source>{path} cannot be written. Close it in other programs and check that the folder may be written to.</source>
            <translation>无法写出 {path}。请在其他程序中关闭该文件，并确认文件夹可写。</translation>
        </message>
        <message>
            <source>{path} has no coordinate reference system for its outfalls.</source>
            <translation>{path} 的排污口图层没有坐标系。</translation>
        </message>
        <message>
            <source>{path} holds no outfall with a position, so there is nothing to map. Import outfalls first.</source>
            <translation>{path} 中没有带位置的排污口，无法出图。请先导入排污口。</translation>
        </message>
        <message>
            <source>{period}: {n} (outfall|outfalls), {gaps} (thing is|things are) missing</source>
            <translation>{period}：排污口 {n} 个，缺项 {gaps} 处</translation>
        </message>
        <message>
            <source>{use} needs the Python package {package}, which is missing. Install it with: python3 -m pip install {package} (on Debian and Ubuntu: apt install python3-{package})</source>
            <translation>{use}需要 Python 包 {package}，但未安装。安装命令：python3 -m pip install {package}（Debian 和 Ubuntu：apt install python3-{package}）</translation>
        </message>
        <message>
            <source>{use} needs {package}, which the plugin's ZIP carries and this copy lacks. Install the plugin from its ZIP, or run in a checkout: python3 scripts/bundle.py</source>
            <translation>{use}需要 {package}，插件 ZIP 中自带，但此副本缺少。请用 ZIP 安装插件，或在源码目录运行：python3 scripts/bundle.py</translation>
        </message>
        <message>
            <source>{what} ({n})</source>
            <translation>{what}（{n}）</translation>
        </message>
        <message>
            <source>{what}: {value}</source>
            <translation>{what}：{value}</translation>
        </message>
        <message>
            <source>“{what}” is too long for the plate and was cut</source>
            <translation>“{what}”过长，牌面未能印全</translation>
        </message>
        <message>
            <source>… and {n} more</source>
            <translation>……另有 {n} 条</translation>
        </message>
        <message>
            <source>… and {n} more: see the register</source>
            <translation>……另有 {n} 个，见台账</translation>
        </message>
    </context>
    <context>
        <name>Requirements</name>
        <message>
            <source>Copy the command</source>
            <translation>复制命令</translation>
        </message>
        <message>
            <source>Install them</source>
            <translation>立即安装</translation>
        </message>
        <message>
            <source>Installed. Restart QGIS, then all works.</source>
            <translation>已安装。重新启动 QGIS 后即可使用。</translation>
        </message>
        <message>
            <source>Installed. Tracing works from now on.</source>
            <translation>已安装，现在即可溯源。</translation>
        </message>
        <message>
            <source>Installing; this takes a minute…</source>
            <translation>正在安装，约需一分钟…</translation>
        </message>
        <message>
            <source>Outfall Tracer needs more packages</source>
            <translation>入河排污口溯源还需要其他软件包</translation>
        </message>
        <message>
            <source>That did not work; what was said is below. The command can be tried in a terminal (on Windows, the OSGeo4W Shell); on Debian and Ubuntu it needs the package python3-pip, elsewhere perhaps the rights to reach the network.</source>
            <translation>安装没有成功，详情见下方。可在终端中执行该命令（Windows：OSGeo4W Shell）；Debian、Ubuntu 需要软件包 python3-pip，其他系统可能需要联网权限。</translation>
        </message>
        <message>
            <source>Tracing needs Python packages that are missing here: {packages}. Run this command, then restart QGIS: {command}</source>
            <translation>缺少溯源所需的 Python 包：{packages}。请运行以下命令，然后重启 QGIS：{command}</translation>
        </message>
        <message>
            <source>{package} (found {found})</source>
            <translation>{package}（现有 {found}）</translation>
        </message>
    </context>
    <context>
        <name>ResultList</name>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Colour {n}</source>
            <translation>颜色 {n}</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>比较</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>管网</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>从列表移除</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>The next trace replaces this result unless it is kept.</source>
            <translation>若不保留，下一次溯源将替换此结果。</translation>
        </message>
    </context>
    <context>
        <name>Results</name>
        <message>
            <source>In both</source>
            <translation>共有</translation>
        </message>
        <message>
            <source>Only in {name}</source>
            <translation>仅见于 {name}</translation>
        </message>
        <message>
            <source>{one} compared with {other}</source>
            <translation>{one} 与 {other} 比较</translation>
        </message>
        <message>
            <source>↑ {title}</source>
            <translation>↑ {title}</translation>
        </message>
        <message>
            <source>↓ {title}</source>
            <translation>↓ {title}</translation>
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
            <translation>关联（按关联规则）</translation>
        </message>
        <message>
            <source>Making the demonstration project: {outfalls} outfalls, about {pipes} pipes</source>
            <translation>生成演示项目：{outfalls} 个排污口，约 {pipes} 条管渠</translation>
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
            <source>Tracing all outfalls and updating the register</source>
            <translation>全部溯源并更新台账</translation>
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
        <name>Section</name>
        <message>
            <source>; no invert levels are known</source>
            <translation>；无管底标高</translation>
        </message>
        <message>
            <source>; {n} rise in flow direction (▲)</source>
            <translation>；逆坡 {n} 段（▲）</translation>
        </message>
        <message>
            <source>Chainage from the top (m)</source>
            <translation>距起点里程（m）</translation>
        </message>
        <message>
            <source>DN {size}</source>
            <translation>DN {size}</translation>
        </message>
        <message>
            <source>Diameter (mm)</source>
            <translation>管径（mm）</translation>
        </message>
        <message>
            <source>Direction known by</source>
            <translation>流向依据</translation>
        </message>
        <message>
            <source>Drawing (SVG)…</source>
            <translation>矢量图（SVG）…</translation>
        </message>
        <message>
            <source>Drawings (*.svg)</source>
            <translation>矢量图 (*.svg)</translation>
        </message>
        <message>
            <source>From (m)</source>
            <translation>起点里程（m）</translation>
        </message>
        <message>
            <source>From manhole</source>
            <translation>起点井</translation>
        </message>
        <message>
            <source>It meets no pipe, so there is no way from it.</source>
            <translation>该对象未接到任何管段，没有可绘制的路径。</translation>
        </message>
        <message>
            <source>Length (m)</source>
            <translation>长度（m）</translation>
        </message>
        <message>
            <source>Level (m)</source>
            <translation>标高（m）</translation>
        </message>
        <message>
            <source>Long section</source>
            <translation>纵断面</translation>
        </message>
        <message>
            <source>Lower ground (m)</source>
            <translation>下游地面标高（m）</translation>
        </message>
        <message>
            <source>Lower invert (m)</source>
            <translation>下游管底标高（m）</translation>
        </message>
        <message>
            <source>No row of {table} has the uid, code or name “{name}”.</source>
            <translation>{table}中没有标识、编号或名称为“{name}”的行。</translation>
        </message>
        <message>
            <source>No water runs from there to any outfall.</source>
            <translation>该处的水不流向任何排污口。</translation>
        </message>
        <message>
            <source>No water runs from there to this outfall: {way}.</source>
            <translation>该处的水不流向此排污口：{way}。</translation>
        </message>
        <message>
            <source>Picture (PNG)…</source>
            <translation>图片（PNG）…</translation>
        </message>
        <message>
            <source>Pictures (*.png)</source>
            <translation>图片 (*.png)</translation>
        </message>
        <message>
            <source>Pipe</source>
            <translation>管段</translation>
        </message>
        <message>
            <source>Save as picture or table</source>
            <translation>另存为图片或表格</translation>
        </message>
        <message>
            <source>Save the long section</source>
            <translation>保存纵断面</translation>
        </message>
        <message>
            <source>Saved {name}.</source>
            <translation>已保存 {name}。</translation>
        </message>
        <message>
            <source>Show the whole section</source>
            <translation>显示整个纵断面</translation>
        </message>
        <message>
            <source>Slope (‰)</source>
            <translation>坡度（‰）</translation>
        </message>
        <message>
            <source>Table (CSV)…</source>
            <translation>表格（CSV）…</translation>
        </message>
        <message>
            <source>Tables (*.csv)</source>
            <translation>表格 (*.csv)</translation>
        </message>
        <message>
            <source>The source is right at the outfall; no pipe lies between them.</source>
            <translation>该污染源紧邻排污口，其间没有管段。</translation>
        </message>
        <message>
            <source>This is not in the project any more. Trace again.</source>
            <translation>该对象已不在项目中。请重新溯源。</translation>
        </message>
        <message>
            <source>To (m)</source>
            <translation>终点里程（m）</translation>
        </message>
        <message>
            <source>To manhole</source>
            <translation>终点井</translation>
        </message>
        <message>
            <source>Trace an outfall, choose a source in the result and press “Long section”.</source>
            <translation>请先对排污口溯源，在结果中选择一个污染源，再单击“纵断面”。</translation>
        </message>
        <message>
            <source>Upper ground (m)</source>
            <translation>上游地面标高（m）</translation>
        </message>
        <message>
            <source>Upper invert (m)</source>
            <translation>上游管底标高（m）</translation>
        </message>
        <message>
            <source>bridged gap</source>
            <translation>跨越的断口</translation>
        </message>
        <message>
            <source>direction: {basis}</source>
            <translation>流向依据：{basis}</translation>
        </message>
        <message>
            <source>invert {level} m</source>
            <translation>管底 {level} 米</translation>
        </message>
        <message>
            <source>rises by {rise} m</source>
            <translation>逆坡抬升 {rise} 米</translation>
        </message>
        <message>
            <source>the picture cannot be stored</source>
            <translation>图片无法保存</translation>
        </message>
        <message>
            <source>{m} m</source>
            <translation>{m} 米</translation>
        </message>
        <message>
            <source>{n} (pipe|pipes), {length} m</source>
            <translation>{n} 条管段，{length} 米</translation>
        </message>
        <message>
            <source>{n} rows of {table} are called “{name}”; give the uid of one: {uids}.</source>
            <translation>{table}中有 {n} 行名为“{name}”，请给出其中一行的标识：{uids}。</translation>
        </message>
        <message>
            <source>{source} → {outfall}</source>
            <translation>{source} → {outfall}</translation>
        </message>
    </context>
    <context>
        <name>Sheets</name>
        <message>
            <source>All districts</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>Bulletin…</source>
            <translation>调度与分析简报…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>正在统计…</translation>
        </message>
        <message>
            <source>District</source>
            <translation>行政区</translation>
        </message>
        <message>
            <source>District maps…</source>
            <translation>分区县排污口图…</translation>
        </message>
        <message>
            <source>District or outfall</source>
            <translation>行政区或排污口</translation>
        </message>
        <message>
            <source>Draw maps of districts, sheet by sheet, as PDF and PNG</source>
            <translation>按区县分幅绘图，PDF 和 PNG</translation>
        </message>
        <message>
            <source>Draw sign plates at their true size, with lists for workshop and crew</source>
            <translation>按实际尺寸绘制标志牌，附制作清单和安装检查表</translation>
        </message>
        <message>
            <source>Draw the whole reach on one page, as PDF and PNG</source>
            <translation>将全河段绘成一页，PDF 和 PNG</translation>
        </message>
        <message>
            <source>Draw up a document for each outfall: maps, sources, pictures, history</source>
            <translation>为每个排污口编制档案：地图、污染源、照片、变更记录</translation>
        </message>
        <message>
            <source>Draw up the monthly dispatch or the quarterly analysis: PDF, Word</source>
            <translation>生成月调度或季度分析：PDF 和 Word</translation>
        </message>
        <message>
            <source>Enter or a double click shows the outfall on the map</source>
            <translation>回车或双击在地图上显示该排污口</translation>
        </message>
        <message>
            <source>Files of outfalls…</source>
            <translation>一口一档…</translation>
        </message>
        <message>
            <source>Look at the page</source>
            <translation>查看页面</translation>
        </message>
        <message>
            <source>Make the page for the public: list, map, open data, in one folder</source>
            <translation>生成信息公开页面：清单、地图、开放数据，一个文件夹</translation>
        </message>
        <message>
            <source>Make…</source>
            <translation>生成…</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>缺项</translation>
        </message>
        <message>
            <source>Only the selected outfalls</source>
            <translation>仅所选排污口</translation>
        </message>
        <message>
            <source>Outfall</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Overview map…</source>
            <translation>总览图…</translation>
        </message>
        <message>
            <source>Period</source>
            <translation>期次</translation>
        </message>
        <message>
            <source>Public page</source>
            <translation>公开页面</translation>
        </message>
        <message>
            <source>Public page…</source>
            <translation>信息公开页面…</translation>
        </message>
        <message>
            <source>Register as a file…</source>
            <translation>导出台账…</translation>
        </message>
        <message>
            <source>Sign plates…</source>
            <translation>标志牌…</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <source>Take it to the field…</source>
            <translation>带到现场…</translation>
        </message>
        <message>
            <source>There are unsaved edits; what is handed in has the state that was saved last.</source>
            <translation>有未保存的修改；上交的成果以上次保存的状态为准。</translation>
        </message>
        <message>
            <source>This could not be counted.</source>
            <translation>无法统计。</translation>
        </message>
        <message>
            <source>Write lists and statistics as a workbook, CSV or GeoPackage</source>
            <translation>将清单和统计存为工作簿、CSV 或 GeoPackage</translation>
        </message>
        <message>
            <source>Write the project as QField takes it along</source>
            <translation>生成 QField 可携带的工程</translation>
        </message>
    </context>
    <context>
        <name>Spill</name>
        <message>
            <source>Documents (*.pdf)</source>
            <translation>文档 (*.pdf)</translation>
        </message>
        <message>
            <source>Emergency information: {office}</source>
            <translation>应急信息：{office}</translation>
        </message>
        <message>
            <source>Metres</source>
            <translation>米</translation>
        </message>
        <message>
            <source>Minutes</source>
            <translation>分钟</translation>
        </message>
        <message>
            <source>No pipe lies within {m} m of this place.</source>
            <translation>该位置 {m} 米内没有管渠。</translation>
        </message>
        <message>
            <source>No water runs from there to any outfall.</source>
            <translation>该处的水不流向任何排污口。</translation>
        </message>
        <message>
            <source>Outfall</source>
            <translation>排污口</translation>
        </message>
        <message>
            <source>Place on pipe {pipe}</source>
            <translation>管段 {pipe} 上的位置</translation>
        </message>
        <message>
            <source>Reaches {n} (outfall|outfalls), the first after {minutes} min and {metres} m.</source>
            <translation>可达 {n} 个排污口，最先约 {minutes} 分钟、{metres} 米到达。</translation>
        </message>
        <message>
            <source>Save the sheet</source>
            <translation>保存应急信息单</translation>
        </message>
        <message>
            <source>Saved {name}.</source>
            <translation>已保存 {name}。</translation>
        </message>
        <message>
            <source>Schematic; offices only. Made with Outfall Tracer on {when}.</source>
            <translation>示意；仅列单位，不含个人信息。{when} 由 Outfall Tracer 生成。</translation>
        </message>
        <message>
            <source>Sheet (PDF)…</source>
            <translation>应急信息单（PDF）…</translation>
        </message>
        <message>
            <source>Spill</source>
            <translation>突发泄漏</translation>
        </message>
        <message>
            <source>Spill: {place}</source>
            <translation>突发泄漏：{place}</translation>
        </message>
        <message>
            <source>This is not in the project any more, or not saved yet.</source>
            <translation>项目中已没有该对象，或尚未保存。</translation>
        </message>
        <message>
            <source>Times are estimates: Manning's formula for full pipes on {share} of the ways, where levels and diameter are known; elsewhere velocities by kind and size (table velocities), not measured.</source>
            <translation>时间为估算：{share} 的路径按管底标高和管径以曼宁公式（满管流）计算，其余按管渠类别和大小取经验流速（规则表 velocities），非实测。</translation>
        </message>
        <message>
            <source>To call</source>
            <translation>应通知</translation>
        </message>
        <message>
            <source>Trace downstream first, or select a source, a manhole or a pipe.</source>
            <translation>请先向下游追踪，或选中一个污染源、检查井或管段。</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Which outfalls a spill reaches, when, and whom to call; its sheet</source>
            <translation>泄漏可达哪些排污口、何时到达、应通知谁；可打印应急信息单</translation>
        </message>
        <message>
            <source>km {km}</source>
            <translation>里程 {km} km</translation>
        </message>
        <message>
            <source>left bank</source>
            <translation>左岸</translation>
        </message>
        <message>
            <source>right bank</source>
            <translation>右岸</translation>
        </message>
        <message>
            <source>{minutes} min · {metres} m</source>
            <translation>{minutes} 分钟 · {metres} 米</translation>
        </message>
        <message>
            <source>{n} (outfall|outfalls); times are estimates. Emergency: {office}</source>
            <translation>可达 {n} 个排污口；时间为估算。应急：{office}</translation>
        </message>
        <message>
            <source>… and {n} more (outfall|outfalls) farther away</source>
            <translation>……另有较远的 {n} 个排污口</translation>
        </message>
    </context>
    <context>
        <name>Stale</name>
        <message>
            <source>{actions}; and {n} more</source>
            <translation>{actions}；另有 {n} 项</translation>
        </message>
        <message>
            <source>{n} (row|rows) edited</source>
            <translation>修改 {n} 行</translation>
        </message>
    </context>
    <context>
        <name>System</name>
        <message>
            <source>access is denied, or another program has it open</source>
            <translation>没有访问权限，或文件正被其他程序打开</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>它是一个文件夹</translation>
        </message>
        <message>
            <source>part of the path is a file, not a folder</source>
            <translation>路径中有一段是文件而不是文件夹</translation>
        </message>
        <message>
            <source>the disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>the disk is read-only</source>
            <translation>磁盘为只读</translation>
        </message>
        <message>
            <source>the name is too long</source>
            <translation>名称过长</translation>
        </message>
        <message>
            <source>there is no such file or folder</source>
            <translation>没有这个文件或文件夹</translation>
        </message>
        <message>
            <source>there is something else of this name</source>
            <translation>已有同名的文件或文件夹</translation>
        </message>
    </context>
    <context>
        <name>Trace</name>
        <message>
            <source>For “{name}” you can choose: {words}.</source>
            <translation>“{name}”可选：{words}。</translation>
        </message>
        <message>
            <source>Manhole {name}</source>
            <translation>检查井 {name}</translation>
        </message>
        <message>
            <source>Pipe {name}</source>
            <translation>管段 {name}</translation>
        </message>
        <message>
            <source>These settings of the run cannot be used: {values}. Distances are metres from 0 to {most}; the number of outfalls kept per source is 1 or more, other numbers are 0 or more.</source>
            <translation>以下设置无法使用：{values}。距离须为 0 至 {most} 米；每个污染源保留的排污口数至少为 1，其他数目至少为 0。</translation>
        </message>
        <message>
            <source>This is not in the project file any more, or not saved yet. Reload the project.</source>
            <translation>该对象已不在项目文件中，或尚未保存。请重新加载项目。</translation>
        </message>
        <message>
            <source>abandoned pipes stop a trace</source>
            <translation>废弃管段阻断溯源</translation>
        </message>
        <message>
            <source>blocked pipes stop a trace</source>
            <translation>封堵管段阻断溯源</translation>
        </message>
        <message>
            <source>farthest along the network</source>
            <translation>沿管网的最大距离</translation>
        </message>
        <message>
            <source>follow pipes of unknown direction</source>
            <translation>通过流向不明的管段</translation>
        </message>
        <message>
            <source>gaps bridged up to</source>
            <translation>跨越断口的最大距离</translation>
        </message>
        <message>
            <source>gaps looked for up to</source>
            <translation>查找断口的最大距离</translation>
        </message>
        <message>
            <source>kind of source that is counted</source>
            <translation>计数的污染源类别</translation>
        </message>
        <message>
            <source>link distance</source>
            <translation>污染源接入管网的最大距离</translation>
        </message>
        <message>
            <source>linking rules</source>
            <translation>关联规则</translation>
        </message>
        <message>
            <source>loose node codes join by place</source>
            <translation>无后续管段的管点编号按位置连接</translation>
        </message>
        <message>
            <source>manhole at which a trace stops</source>
            <translation>溯源终止的检查井序数</translation>
        </message>
        <message>
            <source>manholes gather ends up to</source>
            <translation>检查井归并管端的范围</translation>
        </message>
        <message>
            <source>one node code joins ends up to</source>
            <translation>同一管点编号的端点最大间距</translation>
        </message>
        <message>
            <source>outfall distance</source>
            <translation>排污口接入管网的最大距离</translation>
        </message>
        <message>
            <source>outfalls kept per source</source>
            <translation>每个污染源保留的排污口数</translation>
        </message>
        <message>
            <source>sources after which a trace stops</source>
            <translation>溯源终止的污染源数</translation>
        </message>
        <message>
            <source>tolerance</source>
            <translation>容差</translation>
        </message>
        <message>
            <source>ways followed at a split</source>
            <translation>分流处的去向</translation>
        </message>
        <message>
            <source>what decides the flow direction</source>
            <translation>流向判定依据</translation>
        </message>
        <message>
            <source>{n} confirmed (link is|links are) not reached by this trace and (stays|stay) confirmed.</source>
            <translation>本次溯源未达 {n} 条已确认关联，这些关联保持已确认。</translation>
        </message>
        <message>
            <source>{n} outfalls together</source>
            <translation>合并 {n} 个排污口</translation>
        </message>
        <message>
            <source>{n} places together</source>
            <translation>{n} 处合并</translation>
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
            <translation>{path} 已在 QGIS 中打开，图层 {layers} 有未保存的编辑。请保存或放弃编辑后重试；未作任何更改。</translation>
        </message>
        <message>
            <source>{source} meets no pipe within {limit}.</source>
            <translation>{source} 在 {limit} 范围内未接任何管段。</translation>
        </message>
    </context>
    <context>
        <name>TraceDock</name>
        <message>
            <source>Add the result to the project as layers</source>
            <translation>将结果作为图层添加到工程</translation>
        </message>
        <message>
            <source>At {x}, {y}</source>
            <translation>位于 {x}，{y}</translation>
        </message>
        <message>
            <source>Clear the results from the map</source>
            <translation>清除地图上的结果</translation>
        </message>
        <message>
            <source>Compare two results: what both have, and what only one has</source>
            <translation>比较两个结果：共有的和各自独有的</translation>
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
            <source>Configuration: {name}</source>
            <translation>溯源配置：{name}</translation>
        </message>
        <message>
            <source>Configurations…</source>
            <translation>溯源配置…</translation>
        </message>
        <message>
            <source>Distance</source>
            <translation>管网距离</translation>
        </message>
        <message>
            <source>Downstream of {title}</source>
            <translation>{title} 的下游</translation>
        </message>
        <message>
            <source>Gap bridged</source>
            <translation>跨越的断口</translation>
        </message>
        <message>
            <source>How sure it is that a source drains to an outfall is said of the two together. Trace the outfall, or the source downstream, to see it.</source>
            <translation>可信度说明的是某个污染源与某个排污口之间的关联。请从排污口溯源，或从污染源向下游追踪，即可查看。</translation>
        </message>
        <message>
            <source>Keep this result when the next one is traced</source>
            <translation>保留此结果，下一次溯源不替换</translation>
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
            <source>Long section from the chosen source to the outfall</source>
            <translation>从所选污染源到排污口的纵断面</translation>
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
            <source>Other outfalls whose water comes past</source>
            <translation>来水途经的其他排污口</translation>
        </message>
        <message>
            <source>Outfalls reached</source>
            <translation>可达的排污口</translation>
        </message>
        <message>
            <source>Pipe {pipe}</source>
            <translation>管段 {pipe}</translation>
        </message>
        <message>
            <source>Preview under the pointer</source>
            <translation>预览指针处的溯源范围</translation>
        </message>
        <message>
            <source>Results: tick to show on the map, double-click to rename, right click for more</source>
            <translation>结果：勾选则在地图上显示，双击重命名，右键查看更多操作</translation>
        </message>
        <message>
            <source>Select an outfall in the register and trace it, or click an outfall, source, manhole or pipe on the map with a trace tool.</source>
            <translation>在台账中选择排污口后溯源，或用溯源工具在地图上单击排污口、污染源、检查井或管段。</translation>
        </message>
        <message>
            <source>Select what was traced</source>
            <translation>选中溯源到的对象</translation>
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
            <source>The configuration that traces use: distances, direction policy, barriers</source>
            <translation>溯源所用的配置：距离、流向判定依据、阻断条件</translation>
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
            <source>Upstream of {title}</source>
            <translation>{title} 的上游</translation>
        </message>
        <message>
            <source>Usual settings</source>
            <translation>默认设置</translation>
        </message>
        <message>
            <source>What a trace does on the map</source>
            <translation>溯源结果的地图显示方式</translation>
        </message>
        <message>
            <source>Where the trace ends, and marks</source>
            <translation>溯源终点与标记</translation>
        </message>
        <message>
            <source>Write distances</source>
            <translation>标注距离</translation>
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
            <translation>排污口接入管网的方式</translation>
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
            <source>{gap} m</source>
            <translation>{gap} 米</translation>
        </message>
        <message>
            <source>{gap} m to pipe {pipe}</source>
            <translation>距管段 {pipe} {gap} 米</translation>
        </message>
        <message>
            <source>{group}: {n_sources} (source|sources) · {n_pipes} (pipe|pipes) · {length}</source>
            <translation>{group}：污染源 {n_sources} 个 · 管段 {n_pipes} 条 · {length}</translation>
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
            <source>{n_outfalls} (outfall|outfalls) · {n_pipes} (pipe|pipes) · {length} of network</source>
            <translation>排污口 {n_outfalls} 个 · 管段 {n_pipes} 条 · 管网 {length}</translation>
        </message>
        <message>
            <source>{n_sources} (source|sources) · {n_pipes} (pipe|pipes) · {length} of network</source>
            <translation>污染源 {n_sources} 个 · 管段 {n_pipes} 条 · 管网 {length}</translation>
        </message>
        <message>
            <source>{name}
Drains to {outfall}; reaches {n} outfalls in all</source>
            <translation>{name}
汇入 {outfall}；共可达 {n} 个排污口</translation>
        </message>
        <message>
            <source>{name}
Reaches {n} outfalls in all</source>
            <translation>{name}
共可达 {n} 个排污口</translation>
        </message>
        <message>
            <source>{n} (pipe|pipes): direction from weighed evidence (long dashes)</source>
            <translation>{n} 条管段的流向由综合判断得出（长虚线）</translation>
        </message>
        <message>
            <source>{n} (pipe|pipes): direction unknown (short dashes)</source>
            <translation>{n} 条管段流向不明（短虚线）</translation>
        </message>
        <message>
            <source>× {value}  {reason}</source>
            <translation>× {value}  {reason}</translation>
        </message>
    </context>
    <context>
        <name>TraceTool</name>
        <message>
            <source>(no name)</source>
            <translation>（无名称）</translation>
        </message>
        <message>
            <source>Click an outfall, source, manhole or pipe to trace {way} from it. Shift: the other way. Esc or right click: leave.</source>
            <translation>单击排污口、污染源、检查井或管段，{way}。按住 Shift 反向；按 Esc 或单击右键退出。</translation>
        </message>
        <message>
            <source>downstream</source>
            <translation>向下游追踪</translation>
        </message>
        <message>
            <source>upstream</source>
            <translation>向上游溯源</translation>
        </message>
        <message>
            <source>{kind}: {name}. Click to trace {way}.</source>
            <translation>{kind}：{name}。单击即{way}。</translation>
        </message>
    </context>
    <context>
        <name>Tracer</name>
        <message>
            <source>Tracing downstream</source>
            <translation>正在向下游追踪</translation>
        </message>
        <message>
            <source>Tracing upstream</source>
            <translation>正在向上游溯源</translation>
        </message>
    </context>
</TS>
