/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.cli.output.JsonPrinter;
import io.ttlog.storage.ColumnStats;
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

    /** Tables and levels. */
    void store(StoreStats stats);

    /** Columns of all tables. */
    void columns(List<ColumnStats> columns);

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
