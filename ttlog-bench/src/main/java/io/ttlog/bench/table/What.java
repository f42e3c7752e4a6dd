/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import io.ttlog.bench.store.Ingest;

/** The names of measures, so that runs and bars agree. */
final class What {
    static final String NANO_TIME = "System.nanoTime";
    static final String OFF = "level off, 3 fields";
    static final String OFF_PRIMITIVES = "level off, 3 primitives";
    static final String SPAN = "span of 3 attributes";
    static final String SPAN_IN_SPAN = "span in a span, current, 3 attributes";
    static final String ANNOTATED = "annotated call, 1 argument recorded";
    static final String SLF4J_TEXTS = "SLF4J call, 2 texts";
    static final String SLF4J = "SLF4J call, a long and 2 texts";
    static final String SLF4J_MDC = SLF4J + ", MDC of 2";
    static final String SLF4J_OFF = "SLF4J call, level off";
    static final String EXPORT_SPAN = "OpenTelemetry span, exported";
    static final String EXPORT_LOG = "OpenTelemetry log record, exported";
    static final String COUNT = "counter add, bound";
    static final String RECORD = "histogram record, bound";
    static final String PACED = "paced 200k/s, ";
    static final String QUERY = "query";
    static final String SUBSCRIBER = "subscriber";
    static final String SIZE_RAW = "file of 1M events";
    static final String SIZE_ZSTD = "file of 1M events, zstd-3";

    private What() {}

    static String logCall(int threads) {
        return "log call, " + threads(threads);
    }

    /** The export, and that the store has it. */
    static String written(String export) {
        return export + " and written";
    }

    static String allocated(String call) {
        return call + ", allocated";
    }

    static String rate(int producers) {
        return "sustained, " + producers(producers);
    }

    static String cpu(int producers) {
        return "sustained, " + producers(producers) + ", CPU";
    }

    static String disk(int producers) {
        return "sustained, " + producers(producers) + ", on disk";
    }

    static String visible(String to, String figure) {
        return "call to " + to + ", " + figure;
    }

    static String jvm(int threads) {
        return "heap + direct + metaspace, " + threads(threads);
    }

    static String rss(int threads) {
        return "RSS, " + threads(threads);
    }

    /** A row of a subset of the anchor in the store. */
    static String stored(String subset, String how) {
        return "anchor's " + subset + ", " + how;
    }

    /** Rows that go through all of ttlog into the store. */
    static String ingested(String rows, String how) {
        return (rows.equals(Ingest.EVENTS)
                        ? "event of 3 fields into the store, "
                        : "anchor's " + rows + " into the store, ")
                + how;
    }

    static String opened(String by) {
        return "first row of a store, by a " + by;
    }

    static String ring(int threads) {
        return "ring offer and clock, " + threads(threads);
    }

    private static String threads(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private static String producers(int producers) {
        return producers == 1 ? "1 producer" : producers + " producers";
    }
}
