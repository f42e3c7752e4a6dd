/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.Map;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the points of a class: changes the code of these methods, adds one annotation to the class, and nothing else, as is allowed
 * for a class that is loaded already.
 */
final class Weaver extends AsmVisitorWrapper.AbstractBase {
    private static final String WOVEN = "Lio/ttlog/spi/Woven;";

    private final Map<String, Point> points;

    Weaver(Map<String, Point> points) {
        this.points = points;
    }

    /** Weaves and forgets it; throws what goes wrong. */
    static void tryOut(byte[] classFile, Map<String, Point> points) {
        ClassWriter writer = new ClassWriter(0);
        OpenedClassReader.of(classFile).accept(new Weaving(writer, points), ClassReader.EXPAND_FRAMES);
        writer.toByteArray();
    }

    @Override
    public int mergeReader(int flags) {
        return flags | ClassReader.EXPAND_FRAMES;
    }

    @Override
    public ClassVisitor wrap(
            TypeDescription type,
            ClassVisitor next,
            Implementation.Context context,
            TypePool pool,
            FieldList<FieldDescription.InDefinedShape> fields,
            MethodList<?> methods,
            int writerFlags,
            int readerFlags) {
        return new Weaving(next, points);
    }

    private static final class Weaving extends ClassVisitor {
        private static final int VERSION_MASK = 0xffff;

        private final Map<String, Point> points;
        private String className = "";
        private @Nullable String superName;
        private boolean marked;

        Weaving(ClassVisitor next, Map<String, Point> points) {
            super(OpenedClassReader.ASM_API, next);
            this.points = points;
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superClass,
                String @Nullable [] interfaces) {
            if ((version & VERSION_MASK) < Opcodes.V1_7) {
                throw new Unweavable("its class file is of version " + (version & VERSION_MASK)
                        + ", before invokedynamic: compile for Java 7 or later");
            }
            className = name;
            superName = superClass;
            super.visit(version, access, name, signature, superClass, interfaces);
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            if (!marked) { // after what stands before annotations in a class file, and before the end
                marked = true;
                visitAnnotation(WOVEN, false).visitEnd();
            }
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            Point point = points.get(Points.key(name, descriptor));
            return next == null || point == null
                    ? next
                    : new WovenMethod(next, point, className, superName, access, name, descriptor);
        }
    }
}
