/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code socket}. Options: {@code socket.address} ({@code HOST:PORT} or {@code unix:PATH}, required), {@code
 * socket.tls} ({@code false} or {@code true}), {@code socket.trust} (a PEM or PKCS12 file; by default what the JDK trusts), {@code
 * socket.trustPassword}, {@code socket.spool} (default {@code spool} in the directory of the store), {@code
 * socket.spoolBytes} (default 256 MiB), {@code socket.codec} ({@code lz4} by default), {@code socket.connectMillis} (default
 * 10,000), {@code socket.closeMillis} (default 5,000).
 */
public final class SocketSinkProvider implements SinkProvider {
    static final long SPOOL_BYTES_DEFAULT = 256L << 20;

    /** The largest frame fits. */
    static final long SPOOL_BYTES_LEAST = 2L * BlockFormat.BLOCK_RAW_BYTES_MAX;

    static final long SPOOL_BYTES_MOST = 1L << 40;
    private static final long MILLIS_MOST = 600_000;

    @Override
    public String name() {
        return SocketSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        SinkOptions options = new SinkOptions(config, SocketSink.NAME);
        Endpoint endpoint = Endpoint.parse(options.required("address", Endpoint.NOTATION), "option socket.address");
        if (!endpoint.isUnix() && endpoint.port() == 0) {
            throw options.refusal("address", "use a port from 1 to 65535");
        }
        BlockCodec codec = options.codec("codec", Codecs.LZ4);
        long spoolBytes = options.bytes("spoolBytes", SPOOL_BYTES_DEFAULT, SPOOL_BYTES_LEAST, SPOOL_BYTES_MOST);
        Sender.Limits usual = Sender.Limits.DEFAULT;
        Sender.Limits limits = new Sender.Limits(
                nanos(options, "connectMillis", usual.connect()),
                usual.answer(),
                usual.ping(),
                usual.redialMax(),
                nanos(options, "closeMillis", usual.close()));
        Path directory = options.directory("spool", config.directory().resolve("spool"));
        Tls tls = tls(options, endpoint);
        options.refuseOthers();
        SecureRandom random = new SecureRandom();
        Spool spool = Spool.open(directory, spoolBytes, random.nextLong());
        boolean opened = false;
        try {
            Sender sender = new Sender(endpoint, tls, spool, limits, config.service(), random, System.err);
            SocketSink sink = new SocketSink(spool, sender, codec, symbols);
            opened = true;
            return sink;
        } finally {
            if (!opened) {
                spool.close();
            }
        }
    }

    private static @Nullable Tls tls(SinkOptions options, Endpoint endpoint) {
        boolean wanted = options.oneOf("tls", "false", "false", "true").equals("true");
        String trust = options.text("trust", "");
        String password = options.text("trustPassword", "");
        if (!wanted && !trust.isEmpty()) {
            throw options.refusal("trust", "without socket.tls it is of no use; set socket.tls to 'true'");
        }
        if (trust.isEmpty() && !password.isEmpty()) { // which is nobody else's business
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "option socket.trustPassword is of no use without socket.trust; name the PKCS12 file there");
        }
        if (wanted && endpoint.isUnix()) {
            throw options.refusal(
                    "tls",
                    "but " + endpoint
                            + " is on this machine, where file permissions protect it; set socket.tls to 'false'");
        }
        return wanted
                ? Tls.trusting(trust.isEmpty() ? null : Path.of(trust), password.isEmpty() ? null : password)
                : null;
    }

    private static long nanos(SinkOptions options, String setting, long otherwiseNanos) {
        return TimeUnit.MILLISECONDS.toNanos(
                options.number(setting, TimeUnit.NANOSECONDS.toMillis(otherwiseNanos), 1, MILLIS_MOST));
    }
}
