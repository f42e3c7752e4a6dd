/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.TTLogSession;
import java.io.File;
import java.io.PrintStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that Kotlin's own compiler makes of Cafe.kt. */
class KotlinTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws Exception {
        URL source = Objects.requireNonNull(KotlinTest.class.getResource("/kotlin/Cafe.kt"));
        Path messages = folder.resolve("messages");
        try (PrintStream out = new PrintStream(Files.newOutputStream(messages))) {
            ExitCode code = new K2JVMCompiler()
                    .exec(
                            out,
                            new File(source.toURI()).toString(),
                            "-d",
                            folder.resolve("classes").toString(),
                            "-classpath",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            "-no-stdlib",
                            "-no-reflect",
                            "-jvm-target",
                            "17");
            out.flush();
            assertThat(code).as(Files.readString(messages)).isEqualTo(ExitCode.OK);
        }
    }

    private final WovenLoader loader = new WovenLoader(
            "cafe.", new ClassFileLocator.ForFolder(folder.resolve("classes").toFile()));

    @Test
    void weavesWhatKotlinCompilesOnce() throws Throwable {
        try (TTLogSession session = Recorded.start()) {
            Object result = WovenCodeTest.call(loader.loadClass("cafe.Cafe"), "call");
            assertThat(result).isEqualTo("tea!1two2two1two3549" + "0" + "3");
            assertThat(Recorded.texts())
                    .containsExactly(
                            "order drink=tea pin=*** result=tea!",
                            "defaults a=1 b=two",
                            "defaults a=2 b=two",
                            "overloads a=1 b=two",
                            "inline_inside",
                            "brew_default cups=2",
                            "jvm_static hour=8",
                            "top_level n=5",
                            "beans grams=3");
            assertThat(session.stats().misuses()).isZero();
        }
    }

    /** Kotlin copies the annotation to methods that it makes for callers from Java, and that call the one that was written. */
    @Test
    void recordsOnceWhatJavaCallsThroughMethodsThatKotlinMakes() throws Throwable {
        try (TTLogSession session = Recorded.start()) {
            Class<?> cafe = loader.loadClass("cafe.Cafe");
            assertThat(WovenCodeTest.call(cafe, "open", 8)).isEqualTo(9);
            Object instance = cafe.getConstructor().newInstance();
            assertThat(cafe.getMethod("overloaded", int.class).invoke(instance, 1))
                    .isEqualTo("1two3");
            assertThat(cafe.getMethod("overloaded", int.class, String.class).invoke(instance, 2, "b"))
                    .isEqualTo("2b3");
            assertThat(Recorded.texts())
                    .containsExactly("jvm_static hour=8", "overloads a=1 b=two", "overloads a=2 b=b");
            assertThat(session.stats().misuses()).isZero();
        }
    }

    @Test
    void weavesWhatNeverReturns() throws Throwable {
        try (TTLogSession session = Recorded.start()) {
            Class<?> cafe = loader.loadClass("cafe.Cafe");
            assertThatThrownBy(() -> WovenCodeTest.call(cafe, "callFails")).hasMessage("never");
            assertThat(Recorded.texts()).containsExactly("nothing !java.lang.IllegalStateException: never");
            assertThat(session.stats().misuses()).isZero();
        }
    }

    @Test
    void leavesSuspendFunctionsAloneAndSaysSo() throws Throwable {
        try (TTLogSession session = Recorded.start()) {
            assertThat(WovenCodeTest.call(loader.loadClass("cafe.Cafe"), "callSuspends"))
                    .isEqualTo(42);
            assertThat(Recorded.texts()).isEmpty();
            assertThat(loader.reports)
                    .singleElement()
                    .asString()
                    .contains("cafe.Cafe.suspends")
                    .endsWith("is a suspend function of Kotlin, which is not woven");
            assertThat(session.stats().misuses()).isZero();
        }
    }
}
