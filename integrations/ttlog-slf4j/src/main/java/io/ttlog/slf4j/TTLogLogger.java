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
        recording.record(
                levelOf(level), format, arguments, marker == null ? null : marker.getName(), List.of(), error);
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
