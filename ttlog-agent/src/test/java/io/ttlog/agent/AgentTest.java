/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.agent.subject.Program;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three ways of weaving, each in a process of its own, with the verifier on for all classes. The agent is the jar that {@code
 * -Dttlog.agent.jar} names, else one that only points to the classes.
 */
@Timeout(300)
class AgentTest {
    private static final List<String> RESULTS = List.of("23", "2t161x1xOrder[id=1, name=x]LARGE2", "whole5456");
    /** Of what is annotated with annotations of ttlog. */
    private static final List<String> SPANS = List.of(
            "span pay",
            "span new Shop.Built",
            "span price",
            "span get",
            "span default_method",
            "span static_of_interface",
            "span new_order",
            "span Shop.Order.label",
            "span size",
            "span size",
            "span whole.first",
            "span by_its_name",
            "span whole.fifth",
            "span whole.sixth",
            "span ours",
            "span future");

    private static final List<String> SPANS_OF_OTHERS =
            List.of("span Foreign.withSpan", "span named", "span observed", "span in_context", "span traced");

    @TempDir
    Path folder;

    private String err = "";

    /** Of the application: without the agent and its library. */
    private static boolean isOfApplication(Path entry) {
        String name = entry.toString();
        return !name.contains("byte-buddy")
                && !name.endsWith("ttlog-agent-main")
                && !name.contains("ttlog-agent/src/main")
                && !name.endsWith("ttlog-agent" + File.separator + "target" + File.separator + "classes");
    }

    private static boolean isOfOthers(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith("opentelemetry") || name.startsWith("micrometer") || name.startsWith("react");
    }

    private static String classPath(Predicate<Path> which) {
        return entries().filter(which).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<Path> entries() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
    }

    private Path agent() throws IOException {
        String shaded = System.getProperty("ttlog.agent.jar");
        if (shaded != null) {
            return Path.of(shaded);
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", "io.ttlog.agent.Premain");
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue(
                "Class-Path",
                entries()
                        .filter(entry -> !isOfApplication(entry))
                        .map(entry -> entry.toUri().toString())
                        .collect(Collectors.joining(" ")));
        Path jar = folder.resolve("agent.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    /** Lines of standard output. */
    private List<String> run(List<String> flags, String classPath, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xverify:all");
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, Program.class.getName()));
        command.addAll(List.of(arguments));
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
        err = Files.readString(errors);
        assertThat(process.exitValue()).as(err).isZero();
        return Files.readAllLines(out);
    }

    private static List<String> spans(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("span ")).toList();
    }

    private static List<String> spansWithOthers() {
        List<String> all = new ArrayList<>(SPANS);
        all.addAll(all.indexOf("span ours"), SPANS_OF_OTHERS.subList(0, 4));
        all.add(all.indexOf("span future"), "span traced");
        return all;
    }

    @Test
    void recordsNothingWithoutBeingWoven() throws Exception {
        List<String> lines = run(List.of(), classPath(AgentTest::isOfApplication));
        assertThat(lines).containsSubsequence(RESULTS).contains("flushed: true");
        assertThat(spans(lines)).isEmpty();
    }

    @Test
    void weavesAsAnAgent() throws Exception {
        List<String> lines = run(List.of("-javaagent:" + agent()), classPath(AgentTest::isOfApplication));
        assertThat(lines).containsSubsequence(RESULTS).contains("flushed: true", "misuses: 0", "open: false");
        assertThat(spans(lines)).containsExactlyElementsOf(spansWithOthers());
        assertThat(err).isEmpty();
    }

    @Test
    void weavesOnlyAnnotationsOfOursWhenToldSoAndSaysWhatItDoesNotKnow() throws Exception {
        List<String> lines = run(
                List.of("-javaagent:" + agent() + "=annotations=ttlog,colour=red"),
                classPath(AgentTest::isOfApplication));
        assertThat(spans(lines)).containsExactlyElementsOf(SPANS);
        assertThat(err.lines())
                .containsExactly("ttlog: option 'colour=red' is not known: there are annotations and context");
    }

    @Test
    void doesWithoutTheLibrariesOfOthers() throws Exception {
        List<String> lines =
                run(List.of("-javaagent:" + agent()), classPath(entry -> isOfApplication(entry) && !isOfOthers(entry)));
        assertThat(spans(lines)).containsExactlyElementsOf(SPANS);
        assertThat(err).isEmpty();
    }

    @Test
    void attachesToARunningProgramAndToClassesThatAreLoaded() throws Exception {
        List<String> lines = run(List.of(), classPath(entry -> true), "attach");
        assertThat(lines).containsSubsequence(RESULTS).contains("misuses: 0", "open: false");
        assertThat(spans(lines)).containsExactlyElementsOf(spansWithOthers());
        assertThat(err.lines().filter(line -> line.startsWith("ttlog"))).isEmpty();
    }

    @Test
    void attachDoesNothingBesideAnAgent() throws Exception {
        List<String> lines = run(List.of("-javaagent:" + agent()), classPath(entry -> true), "attach");
        assertThat(spans(lines)).containsExactlyElementsOf(spansWithOthers());
        assertThat(err).isEmpty();
    }

    @Test
    void saysWhyItCannotAttach() throws Exception {
        assertThat(run(List.of(), classPath(AgentTest::isOfApplication), "attach"))
                .containsExactly("NOT_AVAILABLE nothing on the class path can weave; add io.ttlog:ttlog-agent");
        assertThat(run(List.of("-XX:+DisableAttachMechanism"), classPath(entry -> true), "attach"))
                .singleElement()
                .asString()
                .startsWith("NOT_AVAILABLE this JVM lets no agent attach (")
                .contains("-javaagent:ttlog-agent-VERSION-agent.jar");
    }

    @Test
    void weavesWhenBuiltAndTheAgentDoesNotWeaveAgain() throws Exception {
        Path classes = entries()
                .filter(entry -> Files.exists(entry.resolve("io/ttlog/agent/subject/Shop.class")))
                .findFirst()
                .orElseThrow();
        Path built = folder.resolve("built");
        Plugin.Engine.Summary summary = Plugin.Engine.Default.of(
                        net.bytebuddy.build.EntryPoint.Default.DECORATE,
                        net.bytebuddy.ClassFileVersion.JAVA_V17,
                        net.bytebuddy.dynamic.scaffold.inline.MethodNameTransformer.Suffixing.withRandomSuffix())
                .with(ClassFileLocator.ForClassLoader.of(AgentTest.class.getClassLoader()))
                .withErrorHandlers(Plugin.Engine.ErrorHandler.Failing.FAIL_FAST)
                .apply(classes.toFile(), built.toFile(), new Plugin.Factory.Simple(new WeavingPlugin()));
        assertThat(summary.getTransformed()).isNotEmpty();
        String path = built + File.pathSeparator + classPath(entry -> isOfApplication(entry) && !entry.equals(classes));
        List<String> lines = run(List.of(), path);
        assertThat(lines).containsSubsequence(RESULTS).contains("misuses: 0", "open: false");
        assertThat(spans(lines)).containsExactlyElementsOf(spansWithOthers());
        assertThat(err).isEmpty();
        assertThat(spans(run(List.of("-javaagent:" + agent()), path))).containsExactlyElementsOf(spansWithOthers());
        assertThat(err).isEmpty();
    }
}
