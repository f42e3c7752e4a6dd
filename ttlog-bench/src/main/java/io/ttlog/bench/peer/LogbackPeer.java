/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Logback: its AsyncAppender before a FileAppender that flushes by the buffer. Lossless: 8,192 slots and no discarding; else
 * its defaults: 256 slots, INFO discarded when four fifths are taken.
 */
final class LogbackPeer implements Peer {
    private static final int SLOTS = 8_192;

    private final Path directory;
    private final boolean discards;
    private final Arrivals arrivals = new Arrivals();
    private final LoggerContext context;
    private final Logger logger;

    LogbackPeer(Setup setup) {
        this(setup, new LoggerContext());
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    /** In a context that is there already, of which it makes its own. */
    LogbackPeer(Setup setup, LoggerContext context) {
        this.context = context;
        context.reset();
        directory = setup.directory();
        discards = setup.discards();
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setMaxFlushTime(0); // at the stop, until the queue is empty
        if (setup.lossless()) {
            async.setQueueSize(SLOTS);
            async.setDiscardingThreshold(0);
        }
        async.addAppender(discards ? discarding() : file());
        async.start();
        logger = context.getLogger("shop.Service");
        logger.setLevel(Level.INFO);
        logger.addAppender(async);
    }

    private Appender<ILoggingEvent> discarding() {
        Appender<ILoggingEvent> counting = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                arrivals.add(1);
            }
        };
        counting.setContext(context);
        counting.start();
        return counting;
    }

    private Appender<ILoggingEvent> file() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger - %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>() {
            @Override
            protected void append(ILoggingEvent event) {
                super.append(event);
                arrivals.add(1);
            }
        };
        file.setContext(context);
        file.setFile(directory.resolve("logback.log").toString());
        file.setImmediateFlush(false);
        file.setEncoder(encoder);
        file.start();
        return file;
    }

    @Override
    public void log(long userId, String action, String path) {
        logger.info("User {} did {} at {}", userId, action, path);
    }

    @Override
    public void off(long userId, String action, String path) {
        logger.debug("User {} did {} at {}", userId, action, path);
    }

    @Override
    public void off(long userId, int items, double price) {
        logger.debug("User {} bought {} for {}", userId, items, price);
    }

    @Override
    public long arrived() {
        return arrivals.count();
    }

    @Override
    public void finish() {
        context.stop();
    }

    @Override
    public void close() {
        context.stop();
    }

    @Override
    public long stored() throws IOException {
        return discards ? arrivals.count() : Folder.lines(directory);
    }

    @Override
    public long fileBytes() throws IOException {
        return Folder.bytes(directory);
    }
}
