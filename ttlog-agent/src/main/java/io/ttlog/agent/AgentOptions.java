/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the {@code =} of {@code -javaagent}: {@code annotations=all|ttlog|off} and {@code context=all|tasks|off}. Parts are separated by commas; what is
 * not known is reported and left out.
 *
 * @param weaving which annotations count
 * @param following what contexts follow by themselves
 */
record AgentOptions(Weaving weaving, Following following) {
    /** What contexts follow by themselves. */
    enum Following {
        /** Tasks, and threads that are started for one. */
        ALL,
        /** Tasks. */
        TASKS,
        /** Nothing. */
        OFF
    }

    /** Which annotations count. */
    enum Weaving {
        /** Those of ttlog, OpenTelemetry and Micrometer. */
        ALL,
        /** Those of ttlog. */
        TTLOG,
        /** None. */
        OFF
    }

    static AgentOptions parse(@Nullable String text, Reports reports) {
        Weaving weaving = Weaving.ALL;
        Following following = Following.ALL;
        for (String option : text == null || text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] parts = option.strip().split("=", 2);
            String value = parts.length == 2 ? parts[1].toUpperCase(Locale.ROOT) : "";
            if (parts[0].equals("annotations")) {
                try {
                    weaving = Weaving.valueOf(value);
                    continue;
                } catch (IllegalArgumentException unknown) {
                    reports.tell(
                            "option annotations", "may be all, ttlog or off, not '" + parts[parts.length - 1] + "'");
                    continue;
                }
            }
            if (parts[0].equals("context")) {
                try {
                    following = Following.valueOf(value);
                } catch (IllegalArgumentException unknown) {
                    reports.tell("option context", "may be all, tasks or off, not '" + parts[parts.length - 1] + "'");
                }
                continue;
            }
            reports.tell("option '" + option + "'", "is not known: there are annotations and context");
        }
        return new AgentOptions(weaving, following);
    }
}
