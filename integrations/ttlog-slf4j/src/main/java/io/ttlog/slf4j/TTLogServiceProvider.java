/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** What SLF4J asks for when it looks for a provider. Safe for all threads. */
public final class TTLogServiceProvider implements SLF4JServiceProvider {
    /** Any 2.0.x of the API will do. */
    private static final String API_VERSION_MAX = "2.0.99";

    private final ILoggerFactory loggers;
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final ThreadContext context = new ThreadContext();

    /** For the service loader. */
    public TTLogServiceProvider() {
        loggers = new TTLogLoggerFactory(context);
    }

    @Override
    public void initialize() {} // everything is there

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION_MAX;
    }
}
