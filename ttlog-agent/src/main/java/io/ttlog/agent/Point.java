/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.List;

/**
 * A method to weave, and how.
 *
 * @param name of the span
 * @param flags those of {@code io.ttlog.spi.Instrumented}
 * @param kind of the span, empty for INTERNAL
 * @param slowerThanNanos 0 records all
 * @param resultKey empty when the result is not recorded
 * @param namesAndValues fields that are always the same
 * @param fields what is recorded of parameters
 * @param result what is known of the result
 */
record Point(
        String name,
        int flags,
        String kind,
        long slowerThanNanos,
        String resultKey,
        List<String> namesAndValues,
        List<Parameter> fields,
        Result result) {
    /** {@code io.ttlog.spi.Instrumented.SPAN}, and the others. Written here because the agent is without ttlog-api. */
    static final int SPAN = 1;

    static final int METRICS = 2;
    static final int ROOT = 4;
    static final int SECRET_RESULT = 8;
    static final String MASK = "***";

    /** What is known of a result. */
    enum Result {
        /** It is there when the method returns. */
        PLAIN,
        /** It may be a stage or a future. */
        LATER,
        /** It may also be a publisher, in whose place another one may be returned. */
        PUBLISHER
    }

    /**
     * A parameter that is recorded.
     *
     * @param slot its local variable
     * @param descriptor of its type
     */
    record Parameter(String key, int slot, String descriptor, boolean secret) {}
}
