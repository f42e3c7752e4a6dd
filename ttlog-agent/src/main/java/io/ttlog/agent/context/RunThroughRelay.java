/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import io.ttlog.agent.boot.Relay;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * In a worker's loop, where no advice reaches the single task: has {@code task.run()} done by {@code Relay.run(task, this)}. Counts what it
 * has replaced.
 */
final class RunThroughRelay implements AsmVisitorWrapper.ForDeclaredMethods.MethodVisitorWrapper {
    private static final String RELAY = Type.getInternalName(Relay.class);

    private final String owner;
    private final boolean placed;
    private int replaced;

    /**
     * Of calls of {@code run} on this class.
     *
     * @param placed whether {@code this} is the executor that the task was handed to
     */
    RunThroughRelay(String owner, boolean placed) {
        this.owner = owner;
        this.placed = placed;
    }

    int replaced() {
        return replaced;
    }

    @Override
    public MethodVisitor wrap(
            TypeDescription type,
            MethodDescription method,
            MethodVisitor visitor,
            Implementation.Context context,
            TypePool pool,
            int writerFlags,
            int readerFlags) {
        return new MethodVisitor(OpenedClassReader.ASM_API, visitor) {
            @Override
            public void visitMethodInsn(
                    int opcode, String target, String name, String descriptor, boolean isInterface) {
                if (target.equals(owner) && name.equals("run") && descriptor.equals("()V")) {
                    replaced++;
                    if (placed) {
                        super.visitVarInsn(Opcodes.ALOAD, 0);
                    } else {
                        super.visitInsn(Opcodes.ACONST_NULL);
                    }
                    super.visitMethodInsn(
                            Opcodes.INVOKESTATIC, RELAY, "run", "(Ljava/lang/Runnable;Ljava/lang/Object;)V", false);
                } else {
                    super.visitMethodInsn(opcode, target, name, descriptor, isInterface);
                }
            }

            @Override
            public void visitMaxs(int stack, int locals) {
                super.visitMaxs(stack + 1, locals);
            }
        };
    }
}
