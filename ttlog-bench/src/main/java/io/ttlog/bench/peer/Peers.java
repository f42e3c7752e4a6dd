/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.IOException;
import java.util.List;

/** The peers by name. A name is {@code library} or {@code library:variant}. */
public final class Peers {
    /** ttlog. The variant is the codec of its file sink, {@code lz4} without one. */
    public static final String TTLOG = "ttlog";
    /** Log4j2, all loggers asynchronous. The variant is its wait strategy, that of the library without one. */
    public static final String LOG4J2 = "log4j2";
    /** Logback behind its AsyncAppender. */
    public static final String LOGBACK = "logback";
    /** OpenTelemetry's SDK with batch processors. */
    public static final String OTEL = "otel";
    /** Flight Recorder with an event class of its own. */
    public static final String JFR = "jfr";
    /** Chronicle Queue, raw bytes. */
    public static final String CHRONICLE = "chronicle";
    /** Micrometer. With the variant {@code sums} its summary has no buckets. */
    public static final String MICROMETER = "micrometer";
    /** A back end behind SLF4J, named by the variant. */
    public static final String SLF4J = "slf4j";
    /** GFLog. */
    public static final String GFLOG = "gflog";

    private static final List<String> CHRONICLE_FLAGS = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            Slf4jPeer.jvmFlag(LOGBACK)); // of the back ends on the class path, that which was there before the others

    private Peers() {}

    /** Starts a peer. Some configure themselves through system properties and statics: one in a JVM. */
    public static Peer start(String name, Setup setup) throws IOException {
        String variant = variant(name);
        return switch (library(name)) {
            case TTLOG -> new TTLogPeer(setup, variant);
            case LOG4J2 -> new Log4j2Peer(setup, variant);
            case LOGBACK -> new LogbackPeer(setup);
            case OTEL -> new OtelPeer(setup);
            case MICROMETER -> new MicrometerPeer(setup, variant);
            case SLF4J -> new Slf4jPeer(setup, variant);
            case JFR -> new JfrPeer(setup);
            case CHRONICLE -> new ChroniclePeer(setup);
            case GFLOG -> new GflogPeer(setup);
            default -> throw new IllegalArgumentException("no peer is named " + name);
        };
    }

    /** What the JVM of the peer must be started with. */
    public static List<String> jvmFlags(String name) {
        return switch (library(name)) {
            case CHRONICLE -> CHRONICLE_FLAGS;
            case SLF4J -> List.of(Slf4jPeer.jvmFlag(variant(name)));
            default -> List.of();
        };
    }

    /** The name without its variant. */
    public static String library(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static String variant(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(colon + 1);
    }
}
