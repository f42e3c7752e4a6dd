/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

/** The names of measures, so that runs and bars agree. */
final class What {
    static final String NANO_TIME = "System.nanoTime";
    static final String OFF = "level off, 3 fields";
    static final String OFF_PRIMITIVES = "level off, 3 primitives";
    static final String SPAN = "span of 3 attributes";
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
