/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Level;
import io.ttlog.cli.notation.Numbers;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * An access log line of Apache or nginx, common or combined: {@code client ident user [time] "request" status bytes
 * "referrer" "user agent"}. The message is the line without its time; the parts are attributes besides; the level is ERROR
 * from status 500 on, WARN from 400 on. Scanned by hand, because a pattern for quoted text overflows the stack on long ones.
 * One thread.
 */
final class AccessLine {
    private static final int STATUS_ERROR = 500;
    private static final int STATUS_WARN = 400;

    private final Timestamps timestamps;
    private String line = "";
    private int at;

    AccessLine(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    boolean hasTimestamp(String text) {
        line = text;
        return timeOpens() >= 0;
    }

    /** The bracket before the timestamp, which {@link #timestamps} then tells of, or -1. */
    private int timeOpens() {
        int open = line.indexOf(" [");
        boolean found = open > 0 && timestamps.startsAt(line, open + 2) && line.startsWith("] \"", timestamps.end());
        return found ? open : -1;
    }

    /** Fills the record and returns the timestamp; or returns null, the record being in no defined state. */
    @Nullable
    Long fill(SourceRecord row, String text) {
        line = text;
        int open = timeOpens();
        if (open < 0) {
            return null;
        }
        String[] names = line.substring(0, open).split(" ", 3);
        at = timestamps.end() + 2;
        String request = quoted();
        if (names.length < 3 || request == null) {
            return null;
        }
        String statusText = word();
        String bytesText = word();
        Long status = statusText.length() == 3 ? Numbers.wholeNumber(statusText) : null;
        Long bytes = Numbers.wholeNumber(bytesText);
        if (status == null || (bytes == null && !bytesText.equals("-"))) {
            return null;
        }
        row.give(Column.TIMESTAMP, "timestamp", timestamps.nanos(), TimeUnits.NANOS);
        Level level = status >= STATUS_ERROR ? Level.ERROR : status >= STATUS_WARN ? Level.WARN : Level.INFO;
        row.give(Column.LEVEL, "level", level.name());
        row.add("client", names[0]);
        row.add("ident", present(names[1]));
        row.add("user", present(names[2]));
        request(row, request);
        row.add("status", status);
        row.add("bytes", bytes);
        if (at < line.length()) {
            row.add("referrer", present(quoted()));
            row.add("user_agent", present(quoted()));
        }
        row.give(Column.MESSAGE, "message", line.substring(0, open) + line.substring(timestamps.end() + 1));
        return timestamps.nanos();
    }

    private static void request(SourceRecord row, String request) {
        String[] parts = request.split(" ", -1);
        if (parts.length != 3) {
            row.add("request", request);
            return;
        }
        row.add("method", parts[0]);
        row.add("path", parts[1]);
        row.add("protocol", parts[2]);
    }

    private static @Nullable String present(@Nullable String part) {
        return part == null || part.equals("-") ? null : part;
    }

    /** The text in quotes here, and moves past it and a space; null when there is none. A backslash hides a quote. */
    private @Nullable String quoted() {
        if (at >= line.length() || line.charAt(at) != '"') {
            return null;
        }
        for (int i = at + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                String text = line.substring(at + 1, i);
                at = Math.min(line.length(), i + 2);
                return text;
            }
        }
        return null;
    }

    private String word() {
        int space = line.indexOf(' ', at);
        int end = space < 0 ? line.length() : space;
        String text = line.substring(at, end);
        at = Math.min(line.length(), end + 1);
        return text;
    }
}
