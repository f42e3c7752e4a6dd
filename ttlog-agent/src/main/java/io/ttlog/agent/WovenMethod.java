/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.jar.asm.TypePath;
import net.bytebuddy.utility.OpenedClassReader;
import org.jspecify.annotations.Nullable;

/**
 * Puts the code of a method between a begin and an end of {@code io.ttlog.spi.Instrumented}. Its first local variables after the
 * parameters become
 *
 * <pre>
 * slot   0 ...  this and parameters, as before
 *        n      at:       Instrumented
 *        n + 1  span:     Span
 *        n + 2  started:  long
 *        n + 4  what was at n
 * </pre>
 *
 * and all frames are told of them. Of a constructor, what stands before {@code super(...)} or {@code this(...)} returns stays outside:
 * code of the JVM cannot catch what that throws. Each return is outside of what the handler covers, so that no end comes twice.
 */
final class WovenMethod extends MethodVisitor {
    private static final String INSTRUMENTED = "io/ttlog/spi/Instrumented";
    private static final String SPAN = "io/ttlog/Span";
    private static final String THROWABLE = "java/lang/Throwable";
    private static final String ENDS = "L" + INSTRUMENTED + ";L" + SPAN + ";";
    private static final Handle LINK = new Handle(
            Opcodes.H_INVOKESTATIC,
            INSTRUMENTED,
            "link",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/String;ILjava/lang/String;JLjava/lang/String;[Ljava/lang/String;)Ljava/lang/invoke/CallSite;",
            false);

    private static final int SLOTS = 4;
    /** Most that is on the stack beside what the method has there: a copy of a long, at, span and started. */
    private static final int STACK = 6;

    private final Point point;
    private final String className;
    private final @Nullable String superName;
    private final boolean constructor;
    private final Type returnType;
    /** Slots of {@code this} and the parameters. */
    private final int at;

    private final int span;
    private final int started;

    private boolean entered;
    /** Objects of the arguments of {@code super(...)} that have been made and not yet initialised. */
    private int uninitialized;

    private final List<Label> covered = new ArrayList<>(); // beginnings and ends in turn
    private @Nullable Label coveredFrom;
    private boolean coversCode;

    WovenMethod(
            MethodVisitor next,
            Point point,
            String className,
            @Nullable String superName,
            int access,
            String name,
            String descriptor) {
        super(OpenedClassReader.ASM_API, next);
        this.point = point;
        this.className = className;
        this.superName = superName;
        constructor = name.equals("<init>");
        returnType = Type.getReturnType(descriptor);
        at = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - ((access & Opcodes.ACC_STATIC) != 0 ? 1 : 0);
        span = at + 1;
        started = at + 2;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (!constructor) {
            enter();
        }
    }

    private void enter() {
        entered = true;
        Object[] arguments = new Object[5 + point.namesAndValues().size()];
        arguments[0] = point.name();
        arguments[1] = point.flags();
        arguments[2] = point.kind();
        arguments[3] = point.slowerThanNanos();
        arguments[4] = point.resultKey();
        for (int i = 5; i < arguments.length; i++) {
            arguments[i] = point.namesAndValues().get(i - 5);
        }
        mv.visitInvokeDynamicInsn("instrumented", "()L" + INSTRUMENTED + ";", LINK, arguments);
        mv.visitInsn(Opcodes.DUP);
        mv.visitVarInsn(Opcodes.ASTORE, at);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTRUMENTED, "enter", "()L" + SPAN + ";", false);
        mv.visitVarInsn(Opcodes.ASTORE, span);
        mv.visitVarInsn(Opcodes.ALOAD, at);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTRUMENTED, "started", "()J", false);
        mv.visitVarInsn(Opcodes.LSTORE, started);
        cover();
        for (Point.Parameter field : point.fields()) {
            field(field);
            coversCode = true;
        }
    }

    private void field(Point.Parameter field) {
        mv.visitVarInsn(Opcodes.ALOAD, span);
        mv.visitLdcInsn(field.key());
        if (field.secret()) {
            mv.visitLdcInsn(Point.MASK);
            with("Ljava/lang/Object;");
            return;
        }
        Type type = Type.getType(field.descriptor());
        mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), field.slot());
        String wide = widen(type);
        if (wide.equals("Ljava/lang/Object;") && !field.descriptor().startsWith("Ljava/lang/")
                || field.descriptor().equals("Ljava/lang/Object;")) {
            mv.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    INSTRUMENTED,
                    "field",
                    "(L" + SPAN + ";Ljava/lang/String;Ljava/lang/Object;)V",
                    false);
        } else {
            with(wide);
        }
    }

    private void with(String type) {
        mv.visitMethodInsn(
                Opcodes.INVOKEINTERFACE, SPAN, "with", "(Ljava/lang/String;" + type + ")L" + SPAN + ";", true);
        mv.visitInsn(Opcodes.POP);
    }

    /** Makes the value on the stack one of long, double, boolean, char and Object, and says which. */
    private String widen(Type type) {
        switch (type.getSort()) {
            case Type.BYTE, Type.SHORT, Type.INT -> {
                mv.visitInsn(Opcodes.I2L);
                return "J";
            }
            case Type.FLOAT -> {
                mv.visitInsn(Opcodes.F2D);
                return "D";
            }
            case Type.LONG, Type.DOUBLE, Type.BOOLEAN, Type.CHAR -> {
                return type.getDescriptor();
            }
            default -> {
                return "Ljava/lang/Object;";
            }
        }
    }

    private void exit() {
        uncover();
        boolean reference = returnType.getSort() == Type.OBJECT || returnType.getSort() == Type.ARRAY;
        if (reference && point.result() != Point.Result.PLAIN) {
            exitWithResult();
            return;
        }
        if (!point.resultKey().isEmpty()) {
            mv.visitInsn(returnType.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
            String type = "Ljava/lang/Object;";
            if ((point.flags() & Point.SECRET_RESULT) == 0) {
                type = widen(returnType);
            } else {
                mv.visitInsn(returnType.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
                mv.visitInsn(Opcodes.ACONST_NULL); // at knows that it is a secret
            }
            mv.visitVarInsn(Opcodes.ALOAD, at);
            mv.visitVarInsn(Opcodes.ALOAD, span);
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, INSTRUMENTED, "result", "(" + type + ENDS + ")V", false);
        }
        mv.visitVarInsn(Opcodes.ALOAD, at);
        mv.visitVarInsn(Opcodes.ALOAD, span);
        mv.visitVarInsn(Opcodes.LLOAD, started);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTRUMENTED, "exit", "(L" + SPAN + ";J)V", false);
    }

    private void exitWithResult() {
        boolean replaced = point.result() == Point.Result.PUBLISHER;
        if (!replaced) {
            mv.visitInsn(Opcodes.DUP);
        }
        mv.visitVarInsn(Opcodes.ALOAD, at);
        mv.visitVarInsn(Opcodes.ALOAD, span);
        mv.visitVarInsn(Opcodes.LLOAD, started);
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                INSTRUMENTED,
                replaced ? "exitPublisher" : "exit",
                "(Ljava/lang/Object;" + ENDS + "J)" + (replaced ? "Ljava/lang/Object;" : "V"),
                false);
        if (replaced && !returnType.getInternalName().equals("java/lang/Object")) {
            mv.visitTypeInsn(Opcodes.CHECKCAST, returnType.getInternalName());
        }
    }

    private void cover() {
        coveredFrom = new Label();
        coversCode = false;
        mv.visitLabel(coveredFrom);
    }

    private void uncover() {
        if (coversCode && coveredFrom != null) { // a range without code is not valid
            Label end = new Label();
            mv.visitLabel(end);
            covered.add(coveredFrom);
            covered.add(end);
        }
        coveredFrom = null;
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (!entered) {
            throw new Unweavable("a constructor of it calls neither super(...) nor this(...) as far as can be seen");
        }
        uncover();
        if (!covered.isEmpty()) {
            Label handler = new Label();
            for (int i = 0; i < covered.size(); i += 2) { // last, so that the method's own handlers come first
                mv.visitTryCatchBlock(covered.get(i), covered.get(i + 1), handler, THROWABLE);
            }
            mv.visitLabel(handler);
            Object[] locals = new Object[at + 3]; // slots of parameters may hold anything here
            for (int i = 0; i < at; i++) {
                locals[i] = Opcodes.TOP;
            }
            locals[at] = INSTRUMENTED;
            locals[at + 1] = SPAN;
            locals[at + 2] = Opcodes.LONG;
            mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, new Object[] {THROWABLE});
            mv.visitInsn(Opcodes.DUP);
            mv.visitVarInsn(Opcodes.ALOAD, at);
            mv.visitVarInsn(Opcodes.ALOAD, span);
            mv.visitVarInsn(Opcodes.LLOAD, started);
            mv.visitMethodInsn(
                    Opcodes.INVOKESTATIC, INSTRUMENTED, "fail", "(L" + THROWABLE + ";" + ENDS + "J)V", false);
            mv.visitInsn(Opcodes.ATHROW);
        }
        super.visitMaxs(maxStack + STACK, Math.max(maxLocals, at) + SLOTS);
    }

    @Override
    public void visitFrame(
            int type, int localCount, Object @Nullable [] local, int stackCount, Object @Nullable [] stack) {
        if (type != Opcodes.F_NEW || local == null) {
            throw new Unweavable("it has frames that are not expanded");
        }
        boolean before = localCount > 0 && Opcodes.UNINITIALIZED_THIS.equals(local[0]);
        if (before && entered) {
            throw new Unweavable("a constructor of it has code for before super(...) behind that for after it");
        }
        List<Object> all = new ArrayList<>();
        int slot = 0;
        int i = 0;
        for (; i < localCount && slot < at; i++) {
            all.add(local[i]);
            slot += isWide(local[i]) ? 2 : 1;
        }
        if (slot > at) {
            throw new Unweavable("it uses the slots of parameters for something wider");
        }
        for (; slot < at; slot++) {
            all.add(Opcodes.TOP);
        }
        if (entered) {
            all.add(INSTRUMENTED);
            all.add(SPAN);
            all.add(Opcodes.LONG);
        } else {
            for (int j = 0; j < SLOTS; j++) {
                all.add(Opcodes.TOP);
            }
        }
        for (; i < localCount; i++) {
            all.add(local[i]);
        }
        super.visitFrame(type, all.size(), all.toArray(), stackCount, stack);
    }

    private static boolean isWide(@Nullable Object local) {
        return Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local);
    }

    private int moved(int slot) {
        return slot < at ? slot : slot + SLOTS;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            if (!entered) {
                throw new Unweavable("a constructor of it returns before super(...)");
            }
            exit();
            super.visitInsn(opcode);
            cover();
            return;
        }
        coversCode = true;
        super.visitInsn(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int slot) {
        if (opcode == Opcodes.RET) {
            throw new Unweavable("it has subroutines, as compilers made them before Java 6");
        }
        coversCode = true;
        super.visitVarInsn(opcode, moved(slot));
    }

    @Override
    public void visitIincInsn(int slot, int increment) {
        coversCode = true;
        super.visitIincInsn(moved(slot), increment);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        coversCode = true;
        if (opcode == Opcodes.NEW && !entered) {
            uninitialized++;
        }
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        coversCode = true;
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        if (!entered && opcode == Opcodes.INVOKESPECIAL && name.equals("<init>")) {
            if (uninitialized > 0) {
                uninitialized--;
            } else if (owner.equals(className) || owner.equals(superName)) {
                enter();
            } else {
                throw new Unweavable(
                        "a constructor of it calls a constructor of " + owner.replace('/', '.') + " on itself");
            }
        }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        coversCode = true;
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        coversCode = true;
        super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        coversCode = true;
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        coversCode = true;
        super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitLdcInsn(Object value) {
        coversCode = true;
        super.visitLdcInsn(value);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
        coversCode = true;
        super.visitTableSwitchInsn(min, max, otherwise, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        coversCode = true;
        super.visitLookupSwitchInsn(otherwise, keys, labels);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        coversCode = true;
        super.visitMultiANewArrayInsn(descriptor, dimensions);
    }

    @Override
    public void visitLocalVariable(
            String name, String descriptor, @Nullable String signature, Label start, Label end, int slot) {
        super.visitLocalVariable(name, descriptor, signature, start, end, moved(slot));
    }

    @Override
    public @Nullable AnnotationVisitor visitLocalVariableAnnotation(
            int typeRef,
            @Nullable TypePath path,
            Label[] start,
            Label[] end,
            int[] slots,
            String descriptor,
            boolean visible) {
        int[] moved = slots.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = moved(moved[i]);
        }
        return super.visitLocalVariableAnnotation(typeRef, path, start, end, moved, descriptor, visible);
    }
}
