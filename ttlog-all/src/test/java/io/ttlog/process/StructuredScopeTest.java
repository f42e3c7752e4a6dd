/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The structured scopes of JDK 25, which are a preview there: a program that uses them is compiled and run by that JDK. The context
 * gets into a scope by the thread factory that the scope is opened with, and into one inside it by its own.
 */
class StructuredScopeTest {
    private static final int JDK_WITH_SCOPES = 25; // another JDK has another preview of them
    private static final int SECONDS_MAX = 120;

    private static final String PROGRAM = """
            import static io.ttlog.TTLog.info;
            import static io.ttlog.TTLog.query;
            import static io.ttlog.TTLog.span;

            import io.ttlog.*;
            import java.nio.file.Path;
            import java.util.concurrent.StructuredTaskScope;
            import java.util.concurrent.StructuredTaskScope.Joiner;
            import java.util.concurrent.ThreadFactory;

            public class Scoped {
                static final ThreadFactory THREADS = Context.propagatingThreads(Thread.ofVirtual().factory());

                static StructuredTaskScope<Object, Void> open() {
                    return StructuredTaskScope.open(
                            Joiner.<Object>awaitAllSuccessfulOrThrow(), with -> with.withThreadFactory(THREADS));
                }

                static void children(int depth) throws Exception {
                    String parent = Context.current().span().spanId();
                    try (var scope = open()) {
                        for (int i = 0; i < 3; i++) {
                            scope.fork(() -> {
                                try (Span span = span("task").with("want_parent", parent).with("depth", depth)) {
                                    info("in {want_span}", span.spanId());
                                    java.util.concurrent.locks.LockSupport.parkNanos(1); // gives up the carrier
                                    if (depth < 4) {
                                        children(depth + 1);
                                    }
                                    info("in {want_span}", span.spanId());
                                }
                                return "done";
                            });
                        }
                        scope.join();
                    }
                }

                static Object first(String sql) {
                    return query(sql).rows().get(0).get(0);
                }

                public static void main(String[] args) throws Exception {
                    try (TTLogSession session = TTLog.init().data(Path.of("data")).console(false).start()) {
                        try (Span root = span("root")) {
                            children(1);
                        }
                        System.out.println(first("SELECT count(*) FROM spans WHERE name = 'task'"));
                        System.out.println(first("SELECT count(DISTINCT trace_id) FROM spans"));
                        System.out.println(
                                first("SELECT count(*) FROM spans WHERE name = 'task' AND parent_id IS DISTINCT FROM want_parent"));
                        System.out.println(first("SELECT count(*) FROM logs WHERE span_id = want_span"));
                        System.out.println(session.stats().misuses());
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void haveTheContextOfWhoOpensThem() throws Exception {
        Path jdk = Jdk.ofVersion(JDK_WITH_SCOPES);
        Files.writeString(directory.resolve("Scoped.java"), PROGRAM);
        String classes = System.getProperty("java.class.path");
        run(jdk, "javac", "--enable-preview", "--release", "25", "-proc:none", "-cp", classes, "Scoped.java");
        List<String> told = run(
                jdk,
                "java",
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED",
                "-ea",
                "-cp",
                "." + java.io.File.pathSeparator + classes,
                "Scoped");
        int tasks = 3 + 9 + 27 + 81;
        assertThat(told).containsExactly("" + tasks, "1", "0", "" + 2 * tasks, "0");
    }

    private List<String> run(Path jdk, String program, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(jdk.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve(program + ".out");
        Path err = directory.resolve(program + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s said %s", program, Files.readString(err))
                .isZero();
        return Files.readAllLines(out);
    }
}
