/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Classes of a named module, in a package that it does not export, woven in a process of its own that has a module path: with ttlog's API as a module that it
 * requires, and with the API on the class path, which no named module reads by itself.
 */
@Timeout(300)
class NamedModuleTest {
    private static final String API_CLASS = "io/ttlog/TTLog.class";
    private static final String MAIN = """
            package shop.inside;

            import io.ttlog.Ack;
            import io.ttlog.Field;
            import io.ttlog.Instrument;
            import io.ttlog.TTLog;
            import io.ttlog.TTLogSession;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.concurrent.ExecutorService;
            import java.util.concurrent.Executors;

            public class Main {
                private record Order(int items) {
                    @Instrument(name = "count")
                    int count() {
                        return items;
                    }
                }

                @Instrument(name = "pay")
                private static int pay(@Field("amount") int amount) throws Exception {
                    ExecutorService pool = Executors.newSingleThreadExecutor();
                    try {
                        return pool.submit(() -> new Order(amount).count()).get();
                    } finally {
                        pool.shutdown();
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    Module own = Main.class.getModule();
                    System.out.println(own.getName() + " beside " + TTLog.class.getModule().getName());
                    try (TTLogSession session =
                            TTLog.init().data(Path.of(arguments[0])).console(false).start()) {
                        System.out.println(pay(42));
                        System.out.println(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20)));
                        TTLog.query("SELECT name, amount, parent_id IS NULL AS root FROM spans ORDER BY timestamp")
                                .rows()
                                .forEach(row -> System.out.println(row.getString("name") + " " + row.get("amount") + " "
                                        + row.getBoolean("root")));
                        System.out.println(TTLog.query("SELECT trace_id, count(*) AS n FROM spans GROUP BY trace_id").rows().size());
                    }
                }
            }
            """;
    private static final String MODULE_OF_API = """
            module io.ttlog.api {
                exports io.ttlog;
                exports io.ttlog.spi;

                uses io.ttlog.spi.AttachProvider;
                uses io.ttlog.spi.BackendProvider;
                uses io.ttlog.spi.QueryProvider;
            }
            """;

    @TempDir
    Path folder;

    private static Stream<Path> entries() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    private static boolean isOfAgent(Path entry) {
        String name = entry.toString();
        return name.contains("byte-buddy")
                || name.endsWith("ttlog-agent-main")
                || name.contains("ttlog-agent/src/main")
                || name.endsWith("ttlog-agent" + File.separator + "target" + File.separator + "classes");
    }

    private static boolean isOfApi(Path entry) {
        return Files.exists(entry.resolve(API_CLASS))
                || entry.getFileName().toString().startsWith("ttlog-api");
    }

    private static String path(Predicate<Path> which) {
        return entries().filter(which).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private String agent() throws IOException {
        String shaded = System.getProperty("ttlog.agent.jar");
        if (shaded != null) {
            return "-javaagent:" + shaded;
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", "io.ttlog.agent.Premain");
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        attributes.putValue(
                "Class-Path",
                entries()
                        .filter(NamedModuleTest::isOfAgent)
                        .map(entry -> entry.toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("agent.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return "-javaagent:" + jar;
    }

    private static void compile(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int failed = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments);
        assertThat(failed).as(said.toString()).isZero();
    }

    /** The API as a module: as it was built, or from its classes where they were built without one. */
    private Path apiModule() throws IOException {
        Path built = entries().filter(NamedModuleTest::isOfApi).findFirst().orElseThrow();
        if (!Files.isDirectory(built) || Files.exists(built.resolve("module-info.class"))) {
            return built;
        }
        Path module = folder.resolve("api");
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = module.resolve(built.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path source = folder.resolve("module-info.java");
        Files.writeString(source, MODULE_OF_API);
        compile("-d", module.toString(), "--patch-module", "io.ttlog.api=" + module, source.toString());
        return module;
    }

    /** A module with the program, which requires the API so. */
    private Path shop(String requires, Path api) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("shop-sources/shop/inside"));
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        Path info = Files.writeString(
                folder.resolve("shop-sources/module-info.java"), "module shop { " + requires + " io.ttlog.api; }");
        Path module = folder.resolve("shop");
        compile("-d", module.toString(), "--module-path", api.toString(), main.toString(), info.toString());
        return module;
    }

    private List<String> run(List<String> flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xverify:all");
        command.addAll(flags);
        command.addAll(List.of("-m", "shop/shop.inside.Main"));
        command.add(Files.createTempDirectory(folder, "data").toString());
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String err = Files.readString(errors);
        assertThat(process.exitValue()).as(err).isZero();
        assertThat(err).isEmpty();
        return Files.readAllLines(out);
    }

    @Test
    void weavesAModuleThatRequiresTheApi() throws Exception {
        Path api = apiModule();
        String modules = api + File.pathSeparator + shop("requires", api);
        List<String> flags = List.of("-p", modules, "-cp", path(entry -> !isOfAgent(entry) && !isOfApi(entry)));
        assertThat(run(flags)).containsExactly("shop beside io.ttlog.api", "42", "true", "0");
        List<String> woven = new ArrayList<>(List.of(agent()));
        woven.addAll(flags);
        assertThat(run(woven))
                .containsExactly("shop beside io.ttlog.api", "42", "true", "pay 42 true", "count null false", "1");
    }

    /** Without the agent, such a module cannot even call what is on the class path. */
    @Test
    void weavesAModuleBesideAnApiOnTheClassPath() throws Exception {
        Path shop = shop("requires static", apiModule());
        List<String> lines = run(List.of(agent(), "-p", shop.toString(), "-cp", path(entry -> !isOfAgent(entry))));
        assertThat(lines).containsExactly("shop beside null", "42", "true", "pay 42 true", "count null false", "1");
    }
}
