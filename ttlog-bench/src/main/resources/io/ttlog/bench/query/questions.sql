-- The questions of the anchor, in ttlog's SQL. Each stands beside the file of the same name that has it in DuckDB's.
-- logs(timestamp, level, service, pod, logger, trace_id, span_id, message), spans(timestamp, duration, service, pod, name, trace_id, span_id, parent_id),
-- metrics(timestamp, service, name, kind, value, series_id and the labels): a reading has its series with it, so nothing is joined for it.

-- L01_count_by_level
SELECT level, count(*) AS n FROM logs GROUP BY level ORDER BY level;

-- L02_count_by_level_service
SELECT level, service, count(*) AS n FROM logs GROUP BY level, service ORDER BY level, service;

-- L03_time_range_1h
SELECT level, count(*) AS n FROM logs WHERE timestamp >= to_timestamp(1700216000) AND timestamp < to_timestamp(1700219600) GROUP BY level ORDER BY level;

-- L04_histogram_5m_errors
SELECT time_bucket(5m, timestamp) AS b, count(*) AS n FROM logs WHERE level = 'ERROR' GROUP BY b ORDER BY b;

-- L05_error_rate_10m
SELECT time_bucket(10m, timestamp) AS b, avg(CASE WHEN level = 'ERROR' THEN 1.0 ELSE 0 END) AS r FROM logs GROUP BY b ORDER BY b;

-- L06_substring
SELECT count(*) FROM logs WHERE message LIKE '%Exception%';

-- L07_regex
SELECT count(*) FROM logs WHERE regexp_matches(message, 'status=[45][0-9][0-9]|\" [45][0-9][0-9] ');

-- L08_needle_all
SELECT timestamp, service, message FROM logs WHERE message LIKE '%@NEEDLE@%' ORDER BY timestamp LIMIT 100;

-- L10_logs_of_trace
SELECT timestamp, level, service, message FROM logs WHERE trace_id = '@LTRACE@' ORDER BY timestamp, span_id;

-- L11_top_services_by_error
SELECT service, count(*) AS n FROM logs WHERE level = 'ERROR' GROUP BY service ORDER BY n DESC, service LIMIT 20;

-- L12_top_loggers
SELECT service, logger, count(*) AS n FROM logs GROUP BY service, logger ORDER BY n DESC, service, logger LIMIT 20;

-- L14_tail_service_warn
SELECT timestamp, level, logger, message FROM logs WHERE service = 'ts-order-service' AND level = 'WARN' ORDER BY timestamp DESC LIMIT 100;

-- L15_two_tags_minmax
SELECT service, pod, count(*) AS n, min(timestamp) AS a, max(timestamp) AS b FROM logs GROUP BY service, pod ORDER BY service, pod;

-- L17_substring_and_service_range
SELECT time_bucket(1h, timestamp) AS b, count(*) AS n FROM logs WHERE service = 'ts-seat-service' AND message LIKE '%Order is Null%' AND timestamp >= to_timestamp(1700100000) AND timestamp < to_timestamp(1700300000) GROUP BY b ORDER BY b;

-- L18_page_50_desc
SELECT timestamp, level, service, message FROM logs ORDER BY timestamp DESC LIMIT 50;

-- M01_last_per_series
SELECT series_id, max_by(value, timestamp) AS v FROM metrics WHERE name = 'CpuUsage_m' GROUP BY series_id ORDER BY series_id;

-- M02_avg_5m_one_metric
SELECT time_bucket(5m, timestamp) AS b, avg(value) AS v FROM metrics WHERE name = 'MemoryUsage_Mi' GROUP BY b ORDER BY b;

-- M03_rate_counter_1m
WITH d AS (SELECT series_id, timestamp AS ts, value, lag(value) OVER (PARTITION BY series_id ORDER BY timestamp) AS pv FROM metrics WHERE name = '@CTR@') SELECT series_id, time_bucket(1m, ts) AS b, sum(CASE WHEN value >= pv THEN value - pv ELSE value END) / 60 AS r FROM d WHERE pv IS NOT NULL GROUP BY series_id, b ORDER BY series_id, b;

-- M05_one_series_range
SELECT min(value), max(value), avg(value), count(*) FROM metrics WHERE series_id = @SERIES@ AND timestamp >= to_timestamp(1700000000) AND timestamp < to_timestamp(1700086400);

-- M06_p99_all_values_by_day
SELECT time_bucket(1d, timestamp) AS d, approx_quantile(value, 0.99) AS q, count(*) AS n FROM metrics GROUP BY d ORDER BY d;

-- M07_points_and_series_per_metric
SELECT name, count(DISTINCT series_id) AS k, count(*) AS n FROM metrics GROUP BY name ORDER BY n DESC, name LIMIT 20;

-- M09_full_scan_avg
SELECT avg(value), min(value), max(value), count(*) FROM metrics;

-- S01_trace_by_id
SELECT timestamp, duration, service, name, span_id, parent_id FROM spans WHERE trace_id = '@STRACE@' ORDER BY timestamp, span_id;

-- S02_top20_slow
SELECT trace_id, span_id, service, name, duration FROM spans WHERE service = 'frontend' ORDER BY duration DESC, span_id LIMIT 20;

-- S03_p50_p95_p99_service_minute
SELECT service, time_bucket(1m, timestamp) AS m, quantile_disc(duration, 0.5), quantile_disc(duration, 0.95), quantile_disc(duration, 0.99), count(*) AS n FROM spans GROUP BY service, m ORDER BY service, m;

-- S05_service_op_stats
SELECT service, name, count(*) AS n, avg(duration) AS a, max(duration) AS mx, sum(duration) AS t FROM spans GROUP BY service, name ORDER BY t DESC, service, name LIMIT 20;

-- S06_distinct_traces
SELECT service, count(DISTINCT trace_id) AS n FROM spans GROUP BY service ORDER BY service;

-- S07_service_graph
SELECT p.service AS a, c.service AS b, count(*) AS n, avg(c.duration) AS d FROM spans c JOIN spans p ON c.trace_id = p.trace_id AND c.parent_id = p.span_id WHERE p.service <> c.service GROUP BY a, b ORDER BY a, b;

-- S09_p99_one_op_range
SELECT quantile_disc(duration, 0.99), count(*) FROM spans WHERE name = 'hipstershop.ProductCatalogService/GetProduct' AND timestamp >= to_timestamp(1661140800) AND timestamp < to_timestamp(1661148000);

-- X01_logs_join_spans
SELECT s.service, s.name, count(*) AS n FROM logs l JOIN spans s ON l.trace_id = s.trace_id AND l.span_id = s.span_id WHERE l.level IN ('ERROR', 'WARN') GROUP BY s.service, s.name ORDER BY n DESC, s.service, s.name LIMIT 20;
