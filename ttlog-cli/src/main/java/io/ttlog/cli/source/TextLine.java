/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Level;
import io.ttlog.cli.notation.Levels;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes a line of a text log apart. What is recognised goes to columns and attributes; the message is what is left.
 *
 * <pre>
 *  [time] LEVEL message (logger.Name)                  log4j as Kafka sets it; also without brackets and logger
 *  time [thread] LEVEL logger.Name - message           logback
 *  time LEVEL pid --- [thread] logger.Name : message   Spring Boot
 *  [time] [module:level] message                       Apache errors
 *  &lt;pri&gt;time host program[pid]: message                syslog (RFC 3164), priority optional
 *  &lt;pri&gt;1 time host program pid msgid message          syslog (RFC 5424); structured data stays in the message
 *  client ident user [time] "GET / HTTP/1.1" 200 12    Apache access, common and combined: {@link AccessLine}
 * </pre>
 *
 * A level without brackets counts only in capitals, so that a message may start with "Error". One thread.
 */
final class TextLine {
    private final Timestamps timestamps;
    private final AccessLine accessLine;
    private final boolean programAsService;

    TextLine(Timestamps timestamps, boolean programAsService) {
        this.timestamps = timestamps;
        this.accessLine = new AccessLine(timestamps);
        this.programAsService = programAsService;
    }

    boolean startsWithTimestamp(String line) {
        int at = afterPriority(line);
        return timestamps.startsAt(line, isAt(line, at, '[') ? at + 1 : at) || accessLine.hasTimestamp(line);
    }

    /** Fills the record and returns the timestamp; or returns null, the record being in no defined state. */
    @Nullable
    Long fill(SourceRecord row, String line) {
        int at = afterPriority(line);
        boolean bracketed = isAt(line, at, '[');
        boolean named = !bracketed && at < line.length() && Character.isLetter(line.charAt(at));
        if (!timestamps.startsAt(line, bracketed ? at + 1 : at)) {
            return accessLine.fill(row, line);
        }
        int after = timestamps.end();
        if (bracketed && !isAt(line, after, ']')) {
            return null;
        }
        long nanos = timestamps.nanos();
        row.give(Column.TIMESTAMP, "timestamp", nanos, TimeUnits.NANOS);
        boolean prioritized = at > 0;
        if (prioritized) {
            int priority = Integer.parseInt(line.substring(1, line.indexOf('>')));
            row.give(Column.LEVEL, "level", Levels.ofSyslog(priority % 8).name());
            row.add("facility", (long) (priority / 8));
        }
        String rest = line.substring(bracketed ? after + 1 : after);
        if (prioritized && line.charAt(at - 1) == ' ') {
            syslog5424(row, rest.stripLeading());
        } else if (prioritized || named) {
            syslog3164(row, rest.stripLeading());
        } else {
            leveled(row, rest, bracketed);
        }
        return nanos;
    }

    /** Where the line goes on after {@code <34>} or {@code <34>1 }, or 0. */
    private static int afterPriority(String line) {
        if (!isAt(line, 0, '<')) {
            return 0;
        }
        int close = line.indexOf('>');
        if (close < 2 || close > 4) {
            return 0;
        }
        for (int i = 1; i < close; i++) {
            if (!isDigit(line, i)) {
                return 0;
            }
        }
        return isAt(line, close + 1, '1') && isAt(line, close + 2, ' ') ? close + 3 : close + 1;
    }

    private void syslog3164(SourceRecord row, String rest) {
        int hostEnd = rest.indexOf(' ');
        int colon = rest.indexOf(':', hostEnd + 1);
        if (hostEnd <= 0 || colon < 0) {
            row.give(Column.MESSAGE, "message", rest);
            return;
        }
        String tag = rest.substring(hostEnd + 1, colon);
        int bracket = tag.indexOf('[');
        String program = bracket >= 0 && tag.endsWith("]") ? tag.substring(0, bracket) : tag;
        if (program.isEmpty() || program.indexOf(' ') >= 0) {
            row.give(Column.MESSAGE, "message", rest);
            return;
        }
        row.add("host", rest.substring(0, hostEnd));
        program(row, program);
        if (program.length() < tag.length()) {
            processId(row, tag.substring(bracket + 1, tag.length() - 1));
        }
        int message = isAt(rest, colon + 1, ' ') ? colon + 2 : colon + 1;
        row.give(Column.MESSAGE, "message", rest.substring(message));
    }

    private void syslog5424(SourceRecord row, String rest) {
        String[] parts = rest.split(" ", 5);
        if (parts.length < 5) {
            row.give(Column.MESSAGE, "message", rest);
            return;
        }
        row.add("host", present(parts[0]));
        if (present(parts[1]) != null) {
            program(row, parts[1]);
        }
        if (present(parts[2]) != null) {
            processId(row, parts[2]);
        }
        row.add("msgid", present(parts[3]));
        row.give(Column.MESSAGE, "message", parts[4].startsWith("- ") ? parts[4].substring(2) : parts[4]);
    }

    private static @Nullable String present(String part) {
        return part.equals("-") ? null : part;
    }

    private void program(SourceRecord row, String program) {
        row.give(Column.LOGGER, "program", program);
        if (programAsService) {
            row.giveLast(Column.SERVICE);
        }
    }

    private static void processId(SourceRecord row, String text) {
        row.add("pid", io.ttlog.cli.notation.Numbers.valueOf(text));
    }

    /** What follows a timestamp that a logging library wrote. */
    private static void leveled(SourceRecord row, String text, boolean bracketed) {
        int at = afterBlanks(text, isAt(text, 0, ':') ? 1 : 0);
        int start = at;
        String thread = null;
        Level level = null;
        if (isAt(text, at, '[')) {
            int close = text.indexOf(']', at);
            if (close > 0) {
                String content = text.substring(at + 1, close);
                level = Levels.parse(content.substring(content.indexOf(':') + 1).strip());
                if (level == null) {
                    thread = content;
                } else if (content.indexOf(':') > 0) {
                    row.add("module", content.substring(0, content.indexOf(':')));
                }
                at = afterBlanks(text, close + 1);
            }
        }
        if (level == null) {
            int end = at;
            while (end < text.length() && text.charAt(end) >= 'A' && text.charAt(end) <= 'Z') {
                end++;
            }
            boolean word = end == text.length() || text.charAt(end) == ' ' || text.charAt(end) == ':';
            level = word ? Levels.parse(text.substring(at, end)) : null;
            if (level == null) {
                row.give(Column.MESSAGE, "message", text.substring(start));
                return;
            }
            at = end;
        }
        row.give(Column.LEVEL, "level", level.name());
        row.give(Column.THREAD, "thread", thread);
        at = afterBlanks(text, isAt(text, at, ':') ? at + 1 : at);
        logger(row, text.substring(at), thread == null, bracketed);
    }

    private static void logger(SourceRecord row, String text, boolean threadWanted, boolean bracketed) {
        int dashes = text.indexOf(" --- [");
        int thread = dashes + 6;
        int close = dashes > 0 && allDigits(text, dashes) ? text.indexOf("] ", thread) : -1;
        int colon = close < 0 ? -1 : text.indexOf(" : ", close);
        if (colon > 0) {
            processId(row, text.substring(0, dashes));
            if (threadWanted) {
                row.give(Column.THREAD, "thread", text.substring(thread, close).strip());
            }
            row.give(Column.LOGGER, "logger", text.substring(close + 2, colon).strip());
            row.give(Column.MESSAGE, "message", text.substring(colon + 3));
            return;
        }
        int space = text.indexOf(' ');
        if (space > 0 && text.startsWith(" - ", space) && isLoggerName(text, 0, space)) {
            row.give(Column.LOGGER, "logger", text.substring(0, space));
            row.give(Column.MESSAGE, "message", text.substring(space + 3));
            return;
        }
        int open = bracketed && text.endsWith(")") ? text.lastIndexOf('(') : -1;
        if (open >= 0 && (open == 0 || isBlank(text, open - 1)) && isLoggerName(text, open + 1, text.length() - 1)) {
            row.give(Column.LOGGER, "logger", text.substring(open + 1, text.length() - 1));
            row.give(Column.MESSAGE, "message", text.substring(0, Math.max(0, open - 1)));
            return;
        }
        row.give(Column.MESSAGE, "message", text);
    }

    private static boolean isLoggerName(String text, int from, int to) {
        boolean dotted = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            dotted |= c == '.';
            if (!Character.isLetterOrDigit(c) && "._$#[]/-".indexOf(c) < 0) {
                return false;
            }
        }
        return dotted && Character.isLetter(text.charAt(from));
    }

    private static boolean allDigits(String text, int to) {
        for (int i = 0; i < to; i++) {
            if (!isDigit(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static int afterBlanks(String text, int at) {
        int i = at;
        while (isBlank(text, i)) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(String text, int at) {
        return isAt(text, at, ' ') || isAt(text, at, '\t');
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean isAt(String text, int at, char c) {
        return at < text.length() && text.charAt(at) == c;
    }
}
