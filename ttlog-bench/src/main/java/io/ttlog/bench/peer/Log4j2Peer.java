/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Log4j2, all loggers asynchronous: one Disruptor of 4,096 slots for all producers (without garbage), text to a
 * RandomAccessFile that flushes by the buffer. When the ring is full it makes the caller wait, or so it says.
 */
final class Log4j2Peer implements Peer {
    private final Path directory;
    private final boolean discards;
    private final Arrivals arrivals = new Arrivals();
    private final LoggerContext context;
    private final Logger logger;

    Log4j2Peer(Setup setup, String waitStrategy) {
        directory = setup.directory();
        discards = setup.discards();
        System.setProperty("log4j2.contextSelector", "org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
        if (!waitStrategy.isEmpty()) {
            System.setProperty("log4j2.asyncLoggerWaitStrategy", waitStrategy);
        }
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.WARN);
        var root = builder.newRootLogger(Level.INFO);
        if (!discards) {
            builder.add(builder.newAppender("file", "RandomAccessFile")
                    .addAttribute("fileName", directory.resolve("log4j2.log").toString())
                    .addAttribute("immediateFlush", false)
                    .add(builder.newLayout("PatternLayout")
                            .addAttribute("pattern", "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%t] %c - %msg%n")));
            root.add(builder.newAppenderRef("file"));
        }
        builder.add(root);
        context = Configurator.initialize(builder.build(false));
        Counting counting = new Counting();
        counting.start();
        context.getConfiguration().addAppender(counting);
        context.getConfiguration().getRootLogger().addAppender(counting, null, null);
        context.updateLoggers();
        logger = context.getLogger("shop.Service");
    }

    private final class Counting extends AbstractAppender {
        Counting() {
            super("counting", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            arrivals.add(1);
        }
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
        context.stop(); // waits for the ring, then closes the file
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
