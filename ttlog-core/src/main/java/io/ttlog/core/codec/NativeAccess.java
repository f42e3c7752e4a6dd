/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Whether a class may load native code without a word on standard error: JEP 472, by default a warning since Java 24. */
final class NativeAccess {
    private static final int WARNS_SINCE = 24;

    private NativeAccess() {}

    /** False too when the class is missing. Does not initialise it. */
    static boolean isQuiet(String className) {
        Module module;
        try {
            module = Class.forName(className, false, NativeAccess.class.getClassLoader())
                    .getModule();
        } catch (ClassNotFoundException missing) {
            return false;
        }
        return Runtime.version().feature() < WARNS_SINCE || isEnabled(module);
    }

    /** {@code Module.isNativeAccessEnabled}, which Java 17 does not have. */
    private static boolean isEnabled(Module module) {
        try {
            MethodHandle enabled = MethodHandles.publicLookup()
                    .findVirtual(Module.class, "isNativeAccessEnabled", MethodType.methodType(boolean.class));
            return (boolean) enabled.invokeExact(module);
        } catch (Throwable unknown) {
            throw new LinkageError("Java " + Runtime.version() + " has no Module.isNativeAccessEnabled", unknown);
        }
    }
}
