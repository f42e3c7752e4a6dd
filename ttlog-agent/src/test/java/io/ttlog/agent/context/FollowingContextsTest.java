/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs with the real agent, each in a process of its own, with the verifier on for all classes. {@code -Dttlog.tasks=1000000} for the
 * long run.
 */
@Timeout(1_800)
class FollowingContextsTest {
    private static final String TASKS = System.getProperty("ttlog.tasks", "4000");
    private static final List<String> ALL_RIGHT = List.of(
            "ended: true",
            "forgotten: 0",
            "dropped: 0",
            "spans: 0",
            "tasks: 0",
            "logs: 0",
            "strays: 0",
            "spans of another: 0",
            "spans that leaked: 0",
            "logs of another: 0",
            "logs that leaked: 0");

    private final long seed = Long.getLong("ttlog.seed", new Random().nextLong());

    @TempDir
    Path folder;

    private String err = "";

    private static Stream<Path> entries() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    /** Of the agent: what the application does not have on its class path. */
    private static boolean isOfAgent(Path entry) {
        String name = entry.toString();
        return name.contains("byte-buddy")
                || name.endsWith("ttlog-agent-main")
                || name.contains("ttlog-agent/src/main")
                || name.endsWith("ttlog-agent" + File.separator + "target" + File.separator + "classes");
    }

    private static String classPath(Predicate<Path> which) {
        return entries().filter(which).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar that {@code -Dttlog.agent.jar} names, else one that only points to the classes. */
    private String agent(String options) throws IOException {
        String shaded = System.getProperty("ttlog.agent.jar");
        if (shaded != null) {
            return "-javaagent:" + shaded + options;
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
                        .filter(FollowingContextsTest::isOfAgent)
                        .map(entry -> entry.toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("agent.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return "-javaagent:" + jar + options;
    }

    private List<String> run(Class<?> program, List<String> flags, String classPath, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xverify:all"));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, program.getName()));
        command.add(Files.createTempDirectory(folder, "data").toString());
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path errors = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        err = Files.readString(errors);
        assertThat(process.exitValue()).as(err).isZero();
        return Files.readAllLines(out);
    }

    private static String application() {
        return classPath(entry -> !isOfAgent(entry));
    }

    @Test
    void keepsEveryParentRightWhereNothingIsWrapped() throws Exception {
        List<String> lines = run(TreeProgram.class, List.of(agent("")), application(), TASKS, Long.toString(seed));
        assertThat(lines).as("seed %s, %s", seed, err).containsExactlyElementsOf(ALL_RIGHT);
        assertThat(err).isEmpty();
    }

    @Test
    void keepsEveryParentRightOnceAttached() throws Exception {
        List<String> flags = Runtime.version().feature() < 21 ? List.of() : List.of("-XX:+EnableDynamicAgentLoading");
        List<String> lines =
                run(TreeProgram.class, flags, classPath(entry -> true), TASKS, Long.toString(seed), "attach");
        assertThat(lines).as("seed %s, %s", seed, err).containsExactlyElementsOf(ALL_RIGHT);
        assertThat(err.lines().filter(line -> line.startsWith("ttlog"))).isEmpty();
    }

    @Test
    void followsNowhereWhenToldSo() throws Exception {
        List<String> lines =
                run(TreeProgram.class, List.of(agent("=context=off")), application(), "500", Long.toString(seed));
        assertThat(lines).contains("ended: true").doesNotContain("spans of another: 0", "logs of another: 0");
    }

    @Test
    void followsTasksButNotThreadsWhenToldSo() throws Exception {
        List<String> lines =
                run(TreeProgram.class, List.of(agent("=context=tasks")), application(), "500", Long.toString(seed));
        assertThat(lines)
                .contains("ended: true", "spans that leaked: 0", "logs that leaked: 0")
                .doesNotContain("spans of another: 0");
        assertThat(run(EdgeProgram.class, edgeFlags("=context=tasks"), application()))
                .contains("first task follows: true");
    }

    private List<String> edgeFlags(String options) throws IOException {
        return Runtime.version().feature() < 25 ? List.of(agent(options)) : List.of(agent(options), "--enable-preview");
    }

    @Test
    void disturbsNothingAndLetsGo() throws Exception {
        List<String> lines = run(EdgeProgram.class, edgeFlags(""), application());
        assertThat(lines).hasSizeGreaterThanOrEqualTo(20).allMatch(line -> line.endsWith(": true"));
        assertThat(err).isEmpty();
    }

    @Test
    void definesTheWholeRelay() throws Exception {
        Path classes = entries()
                .map(entry -> entry.resolve("io/ttlog/agent/boot"))
                .filter(folder -> Files.exists(folder.resolve("Relay.class")))
                .findFirst()
                .orElseThrow();
        try (Stream<Path> files = Files.list(classes)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                            .map(name -> name.substring(0, name.length() - ".class".length())))
                    .containsExactlyInAnyOrderElementsOf(RelayClasses.NAMES);
        }
    }
}
