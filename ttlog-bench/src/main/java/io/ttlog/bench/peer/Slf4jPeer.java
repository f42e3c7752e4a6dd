/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A back end behind SLF4J, set up as the peer that it is. The class path has all back ends; the JVM is told which one by {@link #jvmFlag}.
 * With {@code /mdc} behind its name each recording thread has an MDC of two entries.
 */
final class Slf4jPeer extends FrontPeer {
    private static final String WITH_MDC = "/mdc";

    private static final Map<String, String> PROVIDERS = Map.of(
            Peers.TTLOG, "io.ttlog.slf4j.TTLogServiceProvider",
            Peers.LOGBACK, "ch.qos.logback.classic.spi.LogbackServiceProvider",
            Peers.LOG4J2, "org.apache.logging.slf4j.SLF4JServiceProvider");

    private final boolean mdc;
    private final Logger logger;

    Slf4jPeer(Setup setup, String variant) {
        super(start(setup, variant));
        mdc = variant.endsWith(WITH_MDC);
        logger = LoggerFactory.getLogger("shop.Service");
    }

    private static Peer start(Setup setup, String variant) {
        String name = backEnd(variant);
        return switch (name) {
            case Peers.TTLOG -> new TTLogPeer(setup, "");
            case Peers.LOGBACK -> {
                if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                    yield new LogbackPeer(setup, context);
                }
                throw new IllegalStateException("SLF4J is bound to another back end: start with " + jvmFlag(variant));
            }
            case Peers.LOG4J2 -> new Log4j2Peer(setup, "");
            default -> throw new IllegalArgumentException("no back end of SLF4J is named " + name);
        };
    }

    /** What makes SLF4J take the back end. */
    static String jvmFlag(String variant) {
        return "-Dslf4j.provider=" + PROVIDERS.get(backEnd(variant));
    }

    private static String backEnd(String variant) {
        return variant.replace(WITH_MDC, "");
    }

    @Override
    public void prepareThread() {
        if (mdc) {
            MDC.put("user", "ada");
            MDC.put("request", "r-4711");
        }
    }

    @Override
    public void log(long userId, String action, String path) {
        logger.info("User {} did {} at {}", userId, action, path);
    }

    @Override
    public void log(String action, String path) {
        logger.info("User did {} at {}", action, path);
    }

    @Override
    public void off(long userId, String action, String path) {
        logger.debug("User {} did {} at {}", userId, action, path);
    }
}
