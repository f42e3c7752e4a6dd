/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.storage.AttributeStats;
import io.ttlog.storage.ColumnStats;
import io.ttlog.storage.SeriesStats;
import io.ttlog.storage.IndexStats;
import io.ttlog.storage.StoreStats;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints the figures of a store, each part once and in this order: the store, columns, services of each table, templates, the end. */
interface StatsPrinter {
    /** What rows without a service, or without a template, are called. */
    String NONE = "(none)";

    /** Most labels of a metric that are named. */
    int LABELS_TOLD_MAX = 5;

    /** Tables and levels. */
    void store(StoreStats stats);

    /** Indexes of all tables; with each filter if asked. */
    void indexes(List<IndexStats> indexes, boolean filters);

    /** Columns of all tables. */
    void columns(List<ColumnStats> columns);

    /** The attributes of all tables. */
    void attributes(List<AttributeStats> tables, int countMax);

    /** The metrics with most series. */
    void series(List<SeriesStats> metrics, int countMax);

    /** The services of one table. */
    void services(StoreStats.TableStats table, RowCounts counts);

    /** The templates of logs with most rows. */
    void templates(RowCounts counts, int countMax);

    /** Nothing more. */
    void end();

    /** The share of a table's segment bytes that so many of its rows have. */
    static long share(StoreStats.TableStats table, long rows, RowCounts counts) {
        return counts.rows() == 0 ? 0 : Math.round((double) table.storedBytes() * rows / counts.rows());
    }

    private static List<ColumnStats> largestFirst(List<ColumnStats> columns) {
        return columns.stream()
                .sorted(Comparator.comparing(ColumnStats::signal)
                        .thenComparing(Comparator.comparingLong(ColumnStats::storedBytes)
                                .reversed()))
                .toList();
    }

    private static String encodings(ColumnStats column) {
        return column.encodings().entrySet().stream()
                .map(encoding -> encoding.getKey() + " " + encoding.getValue())
                .collect(Collectors.joining(", "));
    }

    /** For people. */
    final class OfTables implements StatsPrinter {
        private final PrintWriter out;
        private boolean servicesBegun;
        private String lastLine = "";

        OfTables(PrintWriter out) {
            this.out = out;
        }

        private void line(String format, Object... values) {
            out.println(String.format(Locale.ROOT, format, values));
        }

        @Override
        public void store(StoreStats stats) {
            line("%-10s %12s %12s %9s %15s %15s", "table", "rows", "unsealed", "segments", "raw bytes", "stored bytes");
            for (StoreStats.TableStats table : stats.tables()) {
                line(
                        "%-10s %12d %12d %9d %15d %15d",
                        table.signal().table(),
                        table.rows(),
                        table.unsealedRows(),
                        table.segments(),
                        table.rawBytes(),
                        table.storedBytes());
            }
            for (StoreStats.TableStats table : stats.tables()) {
                if (table.clampedRows() > 0) {
                    line(
                            "%-10s %12d of these came with an absurd time: attrs.original_timestamp",
                            table.signal().table(), table.clampedRows());
                }
            }
            for (StoreStats.LevelStats level : stats.levels()) {
                line(
                        "%-10s %12s %12d %9d %31d",
                        level.signal().table(),
                        "level " + level.level(),
                        level.rows(),
                        level.segments(),
                        level.storedBytes());
            }
            lastLine = String.format(
                    Locale.ROOT,
                    "%d bytes on disk in all, %d of them the log; write amplification %.2f",
                    stats.diskBytes(),
                    stats.logBytes(),
                    stats.writeAmplification());
        }

        @Override
        public void indexes(List<IndexStats> indexes, boolean filters) {
            for (IndexStats index : indexes) {
                if (index.storedBytes() == 0) {
                    continue;
                }
                String ofSeries = index.seriesCount() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "  %.2f bytes for each of %d series",
                                (double) index.storedBytes() / index.seriesCount(),
                                index.seriesCount());
                line("%-10s %12s %53d%s", index.signal().table(), "indexes", index.storedBytes(), ofSeries);
                for (IndexStats.Filter filter : filters ? index.filters() : List.<IndexStats.Filter>of()) {
                    line(
                            "%-10s %12s %53d  %s of %s in %d row groups",
                            "",
                            "filter",
                            filter.storedBytes(),
                            filter.kind().name().toLowerCase(Locale.ROOT),
                            filter.column().name(),
                            filter.groups());
                }
            }
        }

        @Override
        public void columns(List<ColumnStats> columns) {
            line("%-10s %15s %15s  %s", "table", "stored bytes", "encoded bytes", "column, type, chunks by encoding");
            for (ColumnStats column : largestFirst(columns)) {
                line(
                        "%-10s %15d %15d  %s %s, %s",
                        column.signal().table(),
                        column.storedBytes(),
                        column.rawBytes(),
                        column.key().name(),
                        column.key().type(),
                        encodings(column));
            }
        }

        @Override
        public void attributes(List<AttributeStats> tables, int countMax) {
            line("%-10s %12s  %s", "table", "attributes", "made by");
            for (AttributeStats table : tables) {
                line(
                        "%-10s %12d  all that have a column; %d are in a rest column",
                        table.signal().table(), table.columns(), table.restKeys());
                makers(table, "keys like ", table.patterns(), countMax);
                makers(table, "service ", table.services(), countMax);
            }
        }

        private void makers(AttributeStats table, String what, List<AttributeStats.Maker> makers, int countMax) {
            makers.stream()
                    .limit(countMax)
                    .forEach(maker -> line(
                            "%-10s %12d  %s%s",
                            table.signal().table(),
                            maker.attributes(),
                            what,
                            maker.name().isEmpty() ? NONE : maker.name()));
        }

        @Override
        public void series(List<SeriesStats> metrics, int countMax) {
            line("%12s  %s", "series", "metric, labels by their number of values");
            metrics.stream()
                    .limit(countMax)
                    .forEach(metric -> line(
                            "%12s  %s%s",
                            (metric.atLeast() ? ">= " : "") + metric.series(),
                            metric.metric(),
                            metric.labels().stream()
                                    .limit(LABELS_TOLD_MAX)
                                    .map(label -> ", " + label.name() + " " + label.values())
                                    .collect(Collectors.joining())));
        }

        @Override
        public void services(StoreStats.TableStats table, RowCounts counts) {
            if (!servicesBegun) {
                line("%-10s %12s %15s  %s", "table", "rows", "bytes, about", "service");
                servicesBegun = true;
            }
            for (Map.Entry<String, Long> service : counts.byValue()) {
                line(
                        "%-10s %12d %15d  %s",
                        table.signal().table(),
                        service.getValue(),
                        share(table, service.getValue(), counts),
                        service.getKey().isEmpty() ? NONE : service.getKey());
            }
        }

        @Override
        public void templates(RowCounts counts, int countMax) {
            line("%12s %6s  %s", "logs", "share", "template");
            counts.byValue().stream()
                    .limit(countMax)
                    .forEach(template -> line(
                            "%12d %5.1f%%  %s",
                            template.getValue(),
                            100.0 * template.getValue() / counts.rows(),
                            template.getKey().isEmpty()
                                    ? NONE
                                    : template.getKey().replace('\n', ' ').replace('\r', ' ')));
            line(
                    "%s%s in all",
                    Counted.of(counts.byValue().size(), "template"), counts.others() > 0 ? " and more" : "");
        }

        @Override
        public void end() {
            out.println(lastLine);
        }
    }

    /** One object, on one line. */
    final class OfJson implements StatsPrinter {
        private final PrintWriter out;
        private final List<String> members = new ArrayList<>();
        private final List<String> services = new ArrayList<>();

        OfJson(PrintWriter out) {
            this.out = out;
        }

        private static String text(String value) {
            return JsonPrinter.quoted(value);
        }

        @Override
        public void store(StoreStats stats) {
            members.add(stats.tables().stream()
                    .map(table -> String.format(
                            Locale.ROOT,
                            "\"%s\":{\"rows\":%d,\"unsealed_rows\":%d,\"segments\":%d,\"raw_bytes\":%d,\"stored_bytes\":%d,"
                                    + "\"clamped_rows\":%d}",
                            table.signal().table(),
                            table.rows(),
                            table.unsealedRows(),
                            table.segments(),
                            table.rawBytes(),
                            table.storedBytes(),
                            table.clampedRows()))
                    .collect(Collectors.joining(",", "\"tables\":{", "}")));
            members.add("\"log_bytes\":" + stats.logBytes());
            members.add("\"disk_bytes\":" + stats.diskBytes());
            members.add(String.format(Locale.ROOT, "\"write_amplification\":%.2f", stats.writeAmplification()));
            members.add(stats.levels().stream()
                    .map(level -> String.format(
                            Locale.ROOT,
                            "{\"table\":\"%s\",\"level\":%d,\"segments\":%d,\"rows\":%d,\"stored_bytes\":%d}",
                            level.signal().table(),
                            level.level(),
                            level.segments(),
                            level.rows(),
                            level.storedBytes()))
                    .collect(Collectors.joining(",", "\"levels\":[", "]")));
        }

        @Override
        public void indexes(List<IndexStats> indexes, boolean filters) {
            members.add(indexes.stream()
                    .map(index -> String.format(
                            Locale.ROOT,
                            "{\"table\":\"%s\",\"stored_bytes\":%d,\"series\":%d,\"filters\":[%s]}",
                            index.signal().table(),
                            index.storedBytes(),
                            index.seriesCount(),
                            (filters ? index.filters() : List.<IndexStats.Filter>of())
                                    .stream().map(OfJson::filter).collect(Collectors.joining(","))))
                    .collect(Collectors.joining(",", "\"indexes\":[", "]")));
        }

        private static String filter(IndexStats.Filter filter) {
            return String.format(
                    Locale.ROOT,
                    "{\"column\":%s,\"attribute\":%b,\"kind\":\"%s\",\"stored_bytes\":%d,\"row_groups\":%d}",
                    text(filter.column().name()),
                    filter.column().attribute(),
                    filter.kind().name().toLowerCase(Locale.ROOT),
                    filter.storedBytes(),
                    filter.groups());
        }

        @Override
        public void columns(List<ColumnStats> columns) {
            members.add(largestFirst(columns).stream()
                    .map(column -> String.format(
                            Locale.ROOT,
                            "{\"table\":\"%s\",\"column\":%s,\"attribute\":%b,\"type\":\"%s\",\"stored_bytes\":%d,"
                                    + "\"encoded_bytes\":%d,\"encodings\":{%s}}",
                            column.signal().table(),
                            text(column.key().name()),
                            column.key().attribute(),
                            column.key().type(),
                            column.storedBytes(),
                            column.rawBytes(),
                            column.encodings().entrySet().stream()
                                    .map(encoding -> text(encoding.getKey()) + ":" + encoding.getValue())
                                    .collect(Collectors.joining(","))))
                    .collect(Collectors.joining(",", "\"columns\":[", "]")));
        }

        @Override
        public void attributes(List<AttributeStats> tables, int countMax) {
            members.add(tables.stream()
                    .map(table -> String.format(
                            Locale.ROOT,
                            "{\"table\":\"%s\",\"columns\":%d,\"rest_keys\":%d,\"patterns\":[%s],\"services\":[%s]}",
                            table.signal().table(),
                            table.columns(),
                            table.restKeys(),
                            makers(table.patterns(), countMax),
                            makers(table.services(), countMax)))
                    .collect(Collectors.joining(",", "\"attributes\":[", "]")));
        }

        private static String makers(List<AttributeStats.Maker> makers, int countMax) {
            return makers.stream()
                    .limit(countMax)
                    .map(maker -> "{\"name\":" + text(maker.name()) + ",\"attributes\":" + maker.attributes() + "}")
                    .collect(Collectors.joining(","));
        }

        @Override
        public void series(List<SeriesStats> metrics, int countMax) {
            members.add(metrics.stream()
                    .limit(countMax)
                    .map(metric -> String.format(
                            Locale.ROOT,
                            "{\"metric\":%s,\"series\":%d,\"at_least\":%b,\"labels\":[%s]}",
                            text(metric.metric()),
                            metric.series(),
                            metric.atLeast(),
                            metric.labels().stream()
                                    .limit(LABELS_TOLD_MAX)
                                    .map(label ->
                                            "{\"name\":" + text(label.name()) + ",\"values\":" + label.values() + "}")
                                    .collect(Collectors.joining(","))))
                    .collect(Collectors.joining(",", "\"series\":[", "]")));
        }

        @Override
        public void services(StoreStats.TableStats table, RowCounts counts) {
            counts.byValue()
                    .forEach(service -> services.add(String.format(
                            Locale.ROOT,
                            "{\"table\":\"%s\",\"service\":%s,\"rows\":%d,\"estimated_bytes\":%d}",
                            table.signal().table(),
                            text(service.getKey()),
                            service.getValue(),
                            share(table, service.getValue(), counts))));
        }

        @Override
        public void templates(RowCounts counts, int countMax) {
            members.add("\"template_count\":" + counts.byValue().size());
            members.add(counts.byValue().stream()
                    .limit(countMax)
                    .map(template ->
                            "{\"template\":" + text(template.getKey()) + ",\"rows\":" + template.getValue() + "}")
                    .collect(Collectors.joining(",", "\"templates\":[", "]")));
        }

        @Override
        public void end() {
            if (!services.isEmpty()) {
                members.add("\"services\":[" + String.join(",", services) + "]");
            }
            out.println("{" + String.join(",", members) + "}");
        }
    }
}
