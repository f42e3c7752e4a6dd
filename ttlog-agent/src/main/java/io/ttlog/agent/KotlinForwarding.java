/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the methods that Kotlin's compiler makes for callers from Java: overloads of a function with default arguments ({@code
 * JvmOverloads}) and static forms of a companion's ({@code JvmStatic}). It gives them the annotations of the function that they call,
 * which would be recorded twice.
 */
final class KotlinForwarding extends ClassVisitor {
    /** On each class that Kotlin compiles. */
    static final String METADATA = "kotlin.Metadata";

    private static final String DEFAULT = "$default";

    private final Set<String> methods = new HashSet<>();
    private String className = "";

    private KotlinForwarding() {
        super(OpenedClassReader.ASM_API);
    }

    /** Those of a class file, by {@link Points#key}. */
    static Set<String> methods(byte[] classFile) {
        KotlinForwarding forwarding = new KotlinForwarding();
        OpenedClassReader.of(classFile).accept(forwarding, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return forwarding.methods;
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superClass,
            String @Nullable [] interfaces) {
        className = name;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
        return new MethodVisitor(OpenedClassReader.ASM_API) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                boolean overload =
                        opcode == Opcodes.INVOKESTATIC && owner.equals(className) && called.equals(name + DEFAULT);
                boolean ofCompanion = isStatic
                        && opcode == Opcodes.INVOKEVIRTUAL
                        && owner.startsWith(className + "$")
                        && called.equals(name)
                        && type.equals(descriptor);
                if (overload || ofCompanion) {
                    methods.add(Points.key(name, descriptor));
                }
            }
        };
    }
}
