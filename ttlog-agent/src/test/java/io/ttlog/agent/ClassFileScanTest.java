/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.agent.subject.Foreign;
import io.ttlog.agent.subject.Shop;
import io.ttlog.agent.subject.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

class ClassFileScanTest {
    private final ClassFileScan all = new ClassFileScan(Marks.names(true));
    private final ClassFileScan ours = new ClassFileScan(Marks.names(false));

    private static byte[] file(Class<?> type) throws IOException {
        try (InputStream in =
                type.getResourceAsStream(type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void findsAnnotationsOfClassesAndMethods() throws IOException {
        assertThat(all.mentions(file(Shop.class))).isTrue();
        assertThat(all.mentions(file(Whole.class))).isTrue();
        assertThat(all.mentions(file(Foreign.class))).isTrue();
        assertThat(ours.mentions(file(Shop.class))).isTrue();
        assertThat(all.mentions(file(Shop.Leaky.class))).isFalse();
        assertThat(all.mentions(file(ClassFileScan.class))).isFalse();
        assertThat(all.mentions(file(Marks.class))).as("names them, with dots").isFalse();
    }

    /** Every class of a large jar, read by ASM as well. */
    @Test
    void agreesWithAsmOnWhatAPoolHolds() throws IOException {
        ClassFileScan strings = new ClassFileScan(List.of("java.lang.String"));
        int mentioned = 0;
        int count = 0;
        String jar = net.bytebuddy.ByteBuddy.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        try (JarFile classes = new JarFile(jar)) {
            for (ZipEntry entry : (Iterable<ZipEntry>) classes.stream()
                    .filter(e -> e.getName().endsWith(".class") && !e.getName().startsWith("META-INF"))
                    .<ZipEntry>map(e -> e)::iterator) {
                byte[] file = classes.getInputStream(entry).readAllBytes();
                assertThat(all.mentions(file)).as(entry.getName()).isFalse();
                boolean found = strings.mentions(file);
                assertThat(found).as(entry.getName()).isEqualTo(byAsm(file, "Ljava/lang/String;"));
                count++;
                mentioned += found ? 1 : 0;
            }
        }
        assertThat(count).isGreaterThan(1_000);
        assertThat(mentioned).isBetween(1, count - 1);
    }

    private static boolean byAsm(byte[] file, String text) {
        ClassReader reader = new ClassReader(file);
        for (int i = 1; i < reader.getItemCount(); i++) {
            int offset = reader.getItem(i);
            if (offset > 0 && file[offset - 1] == 1) {
                int length = reader.readUnsignedShort(offset);
                if (new String(file, offset + 2, length, StandardCharsets.UTF_8).equals(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void seesBehindConstantsThatTakeTwoPlaces() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Wide", null, "java/lang/Object", null);
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "a", "J", null, 5_000_000_000L)
                .visitEnd();
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "b", "D", null, 1.5)
                .visitEnd();
        writer.visitAnnotation("Lio/ttlog/Instrument;", true).visitEnd();
        writer.visitEnd();
        assertThat(all.mentions(writer.toByteArray())).isTrue();
    }

    @Test
    void survivesWhatIsNoClassFile() throws IOException {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] good = file(Shop.class);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length));
            for (int j = 0; j < 3 && bad.length > 0; j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                all.mentions(bad);
            } catch (RuntimeException failure) {
                throw new AssertionError("ttlog.seed=" + seed, failure);
            }
        }
    }
}
