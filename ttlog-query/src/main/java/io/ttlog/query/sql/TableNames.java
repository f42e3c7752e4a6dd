/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.Signal;
import io.ttlog.storage.TableSchema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names that tables and their fixed columns have in SQL. Stateless. */
public final class TableNames {
    /** Every name that FROM takes. */
    public static final List<String> ALL =
            List.of("logs", "spans", "traces", "metrics", "metrics_5m", "metrics_1h", "metrics_1d", "ttlog_gaps");

    /** The same for an error message. */
    public static final String CHOICE =
            "logs, spans, traces, metrics, metrics_5m, metrics_1h, metrics_1d or ttlog_gaps";

    private TableNames() {}

    /** The table of that name, without regard to case; null when there is none. */
    public static @Nullable Signal signal(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "logs" -> Signal.LOG;
            case "spans", "traces" -> Signal.SPAN;
            case "metrics" -> Signal.METRIC;
            case "metrics_5m" -> Signal.METRIC_5M;
            case "metrics_1h" -> Signal.METRIC_1H;
            case "metrics_1d" -> Signal.METRIC_1D;
            case "ttlog_gaps" -> Signal.GAP;
            default -> null;
        };
    }

    /** Whether any table has a fixed column of that name. */
    static boolean isFixedColumn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Signal signal : Signal.values()) {
            // What only gaps and roll-ups have are common words (reason, first), which other tables may have as
            // attributes.
            if (signal != Signal.GAP
                    && !signal.isRollUp()
                    && TableSchema.fixedColumns(signal).containsKey(lower)) {
                return true;
            }
        }
        return lower.equals("attrs");
    }
}
