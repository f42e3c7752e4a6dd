/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.agent.subject.Shop;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the agent does with a class that the JVM hands it, apart from a JVM. */
class WeavingTransformerTest {
    private final List<String> reports = new ArrayList<>();
    private final WeavingTransformer transformer = new WeavingTransformer(nothing(), true, new Reports(reports::add));

    /** Fails when it is asked for anything. */
    private static Instrumentation nothing() {
        return (Instrumentation) Proxy.newProxyInstance(
                WeavingTransformerTest.class.getClassLoader(), new Class<?>[] {Instrumentation.class}, (p, m, a) -> {
                    throw new AssertionError(m.getName());
                });
    }

    private static byte[] file(Class<?> type) throws IOException {
        try (InputStream in =
                type.getResourceAsStream(type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    private byte @Nullable [] transform(@Nullable ClassLoader loader, String name, byte[] file) {
        return transformer.transform(Shop.class.getModule(), loader, name, null, null, file);
    }

    @Test
    void leavesAloneWhatIsNotAnnotated() throws IOException {
        ClassLoader loader = Shop.class.getClassLoader();
        assertThat(transform(loader, "io/ttlog/agent/subject/Shop$Leaky", file(Shop.Leaky.class)))
                .isNull();
        assertThat(transform(null, "io/ttlog/agent/subject/Shop", file(Shop.class)))
                .as("of the JVM itself")
                .isNull();
        assertThat(transform(loader, "io/ttlog/agent/subject/Shop", file(Shop.class)))
                .isNotEqualTo(file(Shop.class));
        assertThat(reports).isEmpty();
    }

    @Test
    void reportsOnceAClassWhoseLoaderDoesNotFindTheApi() throws IOException {
        try (URLClassLoader alone = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader()) {
            @Override
            public @Nullable URL getResource(String name) { // the annotation itself is there
                return name.contains("ttlog/spi")
                        ? null
                        : Shop.class.getClassLoader().getResource(name);
            }

            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                return Shop.class.getClassLoader().getResourceAsStream(name);
            }
        }) {
            assertThat(transform(alone, "io/ttlog/agent/subject/Shop", file(Shop.class)))
                    .isNull();
            assertThat(transform(alone, "io/ttlog/agent/subject/Shop", file(Shop.class)))
                    .isNull();
        }
        assertThat(reports)
                .containsExactly(
                        "ttlog: io.ttlog.agent.subject.Shop is not woven: its class loader does not find io.ttlog:ttlog-api");
    }

    @Test
    void reportsWhatIsDamaged() throws IOException {
        byte[] damaged = file(Shop.class);
        for (int i = damaged.length * 2 / 3; i < damaged.length * 2 / 3 + 64; i++) {
            damaged[i] = (byte) 0xff;
        }
        assertThat(transform(Shop.class.getClassLoader(), "io/ttlog/agent/subject/Shop", damaged))
                .isNull();
        assertThat(reports).singleElement().asString().startsWith("ttlog: io.ttlog.agent.subject.Shop is not woven: ");
    }

    @Test
    void tellsASubjectOnceAndOnlySoMany() {
        Reports told = new Reports(reports::add);
        for (int i = 0; i < Reports.SUBJECTS_MAX + 10; i++) {
            told.tell("subject " + i, "is odd");
            told.tell("subject " + i, "is odd, too");
        }
        assertThat(reports).hasSize(Reports.SUBJECTS_MAX).contains("ttlog: subject 7 is odd");
    }
}
