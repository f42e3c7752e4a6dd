/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import com.epam.deltix.gflog.api.Log;
import com.epam.deltix.gflog.api.LogFactory;
import com.epam.deltix.gflog.api.LogLevel;
import com.epam.deltix.gflog.core.LogConfig;
import com.epam.deltix.gflog.core.LogConfigurator;
import com.epam.deltix.gflog.core.LogRecord;
import com.epam.deltix.gflog.core.Logger;
import com.epam.deltix.gflog.core.appender.Appender;
import com.epam.deltix.gflog.core.appender.FileAppenderFactory;
import com.epam.deltix.gflog.core.service.AsyncLogServiceFactory;
import com.epam.deltix.gflog.core.service.OverflowStrategy;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** GFLog: text is formatted by the caller into one ring for all threads, a full ring makes the caller wait. */
final class GflogPeer implements Peer {
    private final Path directory;
    private final boolean discards;
    private final Arrivals arrivals = new Arrivals();
    private final Log log;

    GflogPeer(Setup setup) {
        directory = setup.directory();
        discards = setup.discards();
        AsyncLogServiceFactory service = new AsyncLogServiceFactory();
        service.setOverflowStrategy(OverflowStrategy.WAIT);
        Appender appender = new Counting(discards ? null : file());
        LogConfig config = new LogConfig();
        config.setService(service);
        config.addAppender(appender);
        config.addLogger(new Logger(LogLevel.INFO, appender));
        LogConfigurator.configure(config);
        log = LogFactory.getLog("shop.Service");
    }

    private Appender file() {
        FileAppenderFactory file = new FileAppenderFactory();
        file.setName("file");
        file.setFile(directory.resolve("gflog.log").toString());
        return file.create();
    }

    @SuppressWarnings("try") // close() may throw anything, as that of its superclass
    private final class Counting extends Appender {
        private final @Nullable Appender next;

        Counting(@Nullable Appender next) {
            super("counting", LogLevel.INFO);
            this.next = next;
        }

        @Override
        public void open() throws Exception {
            if (next != null) {
                next.open();
            }
        }

        @Override
        public int append(LogRecord record) throws Exception {
            int work = next == null ? 1 : next.append(record);
            arrivals.add(1);
            return work;
        }

        @Override
        public int flush() throws Exception {
            return next == null ? 0 : next.flush();
        }

        @Override
        public void close() throws Exception {
            if (next != null) {
                next.close();
            }
        }
    }

    @Override
    public void log(long userId, String action, String path) {
        log.info("User %s did %s at %s").with(userId).with(action).with(path);
    }

    @Override
    public long arrived() {
        return arrivals.count();
    }

    @Override
    public void finish() {
        LogConfigurator.unconfigure(); // empties the ring, closes the file
    }

    @Override
    public void close() {
        LogConfigurator.unconfigure();
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
