/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.Level;
import io.ttlog.spi.NamedLogger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

/** A logger of SLF4J whose events go to ttlog. Safe for all threads. */
final class TTLogLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1; // by its name, as all loggers of SLF4J

    private final transient NamedLogger logger;
    private final transient Recording recording;

    TTLogLogger(String name, ThreadContext context) {
        this.name = name;
        logger = new NamedLogger(name);
        recording = new Recording(logger, context);
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.records(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.records(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.records(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return logger.records(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.records(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // events name their logger, not their caller
    }

    @Override
    protected void handleNormalizedLoggingCall(
            org.slf4j.event.Level level,
            @Nullable Marker marker,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable error) {
        recording.record(levelOf(level), format, arguments, marker == null ? null : marker.getName(), List.of(), error);
    }

    // Of one and two arguments, which SLF4J's base class would put into an array.

    @Override
    public void trace(@Nullable String format, @Nullable Object a) {
        if (logger.records(Level.TRACE)) {
            recording.record(Level.TRACE, format, a);
        }
    }

    @Override
    public void trace(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (logger.records(Level.TRACE)) {
            recording.record(Level.TRACE, format, a, b);
        }
    }

    @Override
    public void debug(@Nullable String format, @Nullable Object a) {
        if (logger.records(Level.DEBUG)) {
            recording.record(Level.DEBUG, format, a);
        }
    }

    @Override
    public void debug(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (logger.records(Level.DEBUG)) {
            recording.record(Level.DEBUG, format, a, b);
        }
    }

    @Override
    public void info(@Nullable String format, @Nullable Object a) {
        if (logger.records(Level.INFO)) {
            recording.record(Level.INFO, format, a);
        }
    }

    @Override
    public void info(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (logger.records(Level.INFO)) {
            recording.record(Level.INFO, format, a, b);
        }
    }

    @Override
    public void warn(@Nullable String format, @Nullable Object a) {
        if (logger.records(Level.WARN)) {
            recording.record(Level.WARN, format, a);
        }
    }

    @Override
    public void warn(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (logger.records(Level.WARN)) {
            recording.record(Level.WARN, format, a, b);
        }
    }

    @Override
    public void error(@Nullable String format, @Nullable Object a) {
        if (logger.records(Level.ERROR)) {
            recording.record(Level.ERROR, format, a);
        }
    }

    @Override
    public void error(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        if (logger.records(Level.ERROR)) {
            recording.record(Level.ERROR, format, a, b);
        }
    }

    @Override
    public void log(LoggingEvent event) {
        Level level = levelOf(event.getLevel());
        if (logger.records(level)) {
            recording.record(
                    level,
                    event.getMessage(),
                    event.getArgumentArray(),
                    names(event.getMarkers()),
                    event.getKeyValuePairs(),
                    event.getThrowable());
        }
    }

    private static @Nullable String names(@Nullable List<Marker> markers) {
        if (markers == null || markers.isEmpty()) {
            return null;
        }
        StringBuilder names = new StringBuilder();
        for (Marker marker : markers) {
            names.append(names.isEmpty() ? "" : ",").append(marker.getName());
        }
        return names.toString();
    }

    private static Level levelOf(org.slf4j.event.Level level) {
        return switch (level) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
