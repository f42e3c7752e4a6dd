/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** One logger for each name, up to {@link #LOGGERS_MAX}; beyond, a new one each time, which works as well. Safe for all threads. */
final class TTLogLoggerFactory implements ILoggerFactory {
    /** Most loggers that are kept: the runtime knows so many names. */
    static final int LOGGERS_MAX = 65_536;

    private final ThreadContext context;
    private final ConcurrentHashMap<String, Logger> loggers = new ConcurrentHashMap<>();

    TTLogLoggerFactory(ThreadContext context) {
        this.context = context;
    }

    @Override
    public Logger getLogger(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        return loggers.size() >= LOGGERS_MAX
                ? new TTLogLogger(name, context)
                : loggers.computeIfAbsent(name, unknown -> new TTLogLogger(unknown, context));
    }
}
