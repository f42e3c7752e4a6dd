/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import io.ttlog.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Level names of logging libraries, of syslog and of OpenTelemetry. Stateless. */
public final class Levels {
    /** The longest name, so that no long text is upper-cased. */
    private static final int NAME_CHARS_MAX = 13;

    private Levels() {}

    /**
     * The level of a name in any case, or null. Numbers are OpenTelemetry's 1 to 24 or, from 100 on, java.util.logging's;
     * {@code TRACE2} to {@code FATAL4} are OpenTelemetry's too.
     */
    public static @Nullable Level parse(String name) {
        if (name.isEmpty() || name.length() > NAME_CHARS_MAX) {
            return null;
        }
        char first = name.charAt(0);
        if (first >= '0' && first <= '9') {
            Long number = Numbers.wholeNumber(name);
            return number == null ? null : ofNumber(number);
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TRACE", "TRACE2", "TRACE3", "TRACE4", "FINEST", "FINER", "VERBOSE", "ALL" -> Level.TRACE;
            case "DEBUG", "DEBUG2", "DEBUG3", "DEBUG4", "FINE", "DBG", "CONFIG" -> Level.DEBUG;
            case "INFO", "INFO2", "INFO3", "INFO4", "INFORMATION", "INFORMATIONAL", "NOTICE", "INF" -> Level.INFO;
            case "WARN", "WARN2", "WARN3", "WARN4", "WARNING", "WRN" -> Level.WARN;
            case "ERROR", "ERROR2", "ERROR3", "ERROR4", "ERR", "SEVERE" -> Level.ERROR;
            case "FATAL", "FATAL2", "FATAL3", "FATAL4", "CRITICAL", "CRIT", "ALERT", "EMERG", "EMERGENCY", "PANIC" ->
                Level.FATAL;
            default -> null;
        };
    }

    /** The level of a severity number of OpenTelemetry (1 to 24) or java.util.logging (300 to 1000), or null. */
    public static @Nullable Level ofNumber(long number) {
        if (number >= 1 && number <= 24) {
            return Level.values()[(int) (number - 1) / 4];
        }
        if (number < 300 || number > 1000) {
            return null;
        }
        if (number >= 900) {
            return number == 1000 ? Level.ERROR : Level.WARN;
        }
        return number >= 800 ? Level.INFO : number >= 500 ? Level.DEBUG : Level.TRACE;
    }

    /** The level of a syslog severity, 0 to 7 (RFC 5424, table 2). */
    public static Level ofSyslog(int severity) {
        return switch (severity) {
            case 0, 1, 2 -> Level.FATAL;
            case 3 -> Level.ERROR;
            case 4 -> Level.WARN;
            case 5, 6 -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
