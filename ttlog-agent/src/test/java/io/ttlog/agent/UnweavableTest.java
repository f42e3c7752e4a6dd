/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.Test;

/** Classes that cannot be woven, or not wholly, are reported once and stay as they were. */
class UnweavableTest {
    private static final String INSTRUMENT = "Lio/ttlog/Instrument;";

    private final ClassWriter file = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private WovenLoader loader() {
        file.visitEnd();
        return new WovenLoader("Odd", new ClassFileLocator.Simple(Map.of("Odd", file.toByteArray())));
    }

    private void begin(int version, int access) {
        file.visit(version, access | Opcodes.ACC_PUBLIC, "Odd", null, "java/lang/Object", null);
    }

    private MethodVisitor method(int access, String name, String descriptor, String slowerThan) {
        MethodVisitor method = file.visitMethod(access | Opcodes.ACC_PUBLIC, name, descriptor, null, null);
        AnnotationVisitor annotation = method.visitAnnotation(INSTRUMENT, true);
        annotation.visit("slowerThan", slowerThan);
        annotation.visitEnd();
        return method;
    }

    private void plain(String name) {
        MethodVisitor method = method(Opcodes.ACC_STATIC, name, "()V", "");
        method.visitCode();
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private void staysAsItWas(WovenLoader loader, String... reported) throws ClassNotFoundException {
        byte[] before = file.toByteArray();
        assertThat(loader.weave("Odd")).isEqualTo(before);
        assertThat(loader.weave("Odd")).isEqualTo(before);
        assertThat(loader.reports).as("once").containsExactly(reported);
    }

    @Test
    void reportsAClassFromBeforeInvokedynamic() throws Exception {
        begin(Opcodes.V1_6, 0);
        plain("old");
        staysAsItWas(
                loader(),
                "ttlog: Odd is not woven: its class file is of version 50, before invokedynamic: compile for Java 7 or later");
    }

    @Test
    void reportsMethodsWithoutCode() throws Exception {
        begin(Opcodes.V17, Opcodes.ACC_ABSTRACT);
        method(Opcodes.ACC_ABSTRACT, "later", "()V", "").visitEnd();
        method(Opcodes.ACC_NATIVE, "elsewhere", "()V", "").visitEnd();
        staysAsItWas(
                loader(),
                "ttlog: Odd.later()V is annotated, but has no code to weave: annotate what implements it",
                "ttlog: Odd.elsewhere()V is annotated, but has no code to weave: annotate what implements it");
    }

    @Test
    void reportsAMethodThatWouldBecomeTooLarge() throws Exception {
        begin(Opcodes.V17, 0);
        MethodVisitor large = method(Opcodes.ACC_STATIC, "large", "()V", "");
        large.visitCode();
        for (int i = 0; i < 65_530; i++) {
            large.visitInsn(Opcodes.NOP);
        }
        large.visitInsn(Opcodes.RETURN);
        large.visitMaxs(0, 0);
        large.visitEnd();
        plain("small");
        staysAsItWas(loader(), "ttlog: Odd is not woven: Method too large: Odd.large ()V");
    }

    @Test
    void reportsAConstructorThatReturnsIntoItsBeginning() throws Exception {
        begin(Opcodes.V17, 0);
        MethodVisitor odd = method(0, "<init>", "(Z)V", "");
        Label before = new Label();
        Label after = new Label();
        odd.visitCode();
        odd.visitVarInsn(Opcodes.ILOAD, 1);
        odd.visitJumpInsn(Opcodes.IFNE, before);
        odd.visitVarInsn(Opcodes.ALOAD, 0);
        odd.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        odd.visitInsn(Opcodes.RETURN);
        odd.visitLabel(before);
        odd.visitFrame(Opcodes.F_FULL, 2, new Object[] {Opcodes.UNINITIALIZED_THIS, Opcodes.INTEGER}, 0, new Object[0]);
        odd.visitVarInsn(Opcodes.ALOAD, 0);
        odd.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        odd.visitLabel(after);
        odd.visitInsn(Opcodes.RETURN);
        odd.visitMaxs(0, 0);
        odd.visitEnd();
        WovenLoader loader = loader();
        staysAsItWas(
                loader,
                "ttlog: Odd is not woven: a constructor of it has code for before super(...) behind that for after it");
        assertThat(loader.loadClass("Odd").getConstructor(boolean.class).newInstance(true))
                .as("it is a class that the JVM takes")
                .isNotNull();
    }

    @Test
    void refusesATimeThatIsNone() {
        begin(Opcodes.V17, 0);
        MethodVisitor slow = method(Opcodes.ACC_STATIC, "slow", "()V", "soon");
        slow.visitCode();
        slow.visitInsn(Opcodes.RETURN);
        slow.visitMaxs(0, 0);
        slow.visitEnd();
        WovenLoader loader = loader();
        assertThatThrownBy(() -> loader.weave("Odd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "slowerThan of Odd.slow is 'soon': give a number of at most 8 digits and ns, us, ms, s or m, as in 250ms");
    }

    @Test
    void readsTimes() {
        assertThat(Marks.nanos("", "m")).isZero();
        assertThat(Marks.nanos("7ns", "m")).isEqualTo(7);
        assertThat(Marks.nanos("7us", "m")).isEqualTo(7_000);
        assertThat(Marks.nanos(" 250 ms ", "m")).isEqualTo(250_000_000);
        assertThat(Marks.nanos("99999999s", "m")).isEqualTo(99_999_999_000_000_000L);
        assertThatThrownBy(() -> Marks.nanos("999999999m", "m")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Marks.nanos("1h", "m")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Marks.nanos("-1s", "m")).isInstanceOf(IllegalArgumentException.class);
    }
}
