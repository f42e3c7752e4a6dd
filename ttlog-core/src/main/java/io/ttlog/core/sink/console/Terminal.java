/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import java.io.Console;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Whether a person looks at standard output. */
final class Terminal {
    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // null still means "no terminal" on 17 to 21; later JDKs are asked below
    static boolean isPresent() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // since JDK 22 there may be a Console without a terminal, and Console.isTerminal() tells
            MethodHandle isTerminal = MethodHandles.publicLookup()
                    .findVirtual(Console.class, "isTerminal", MethodType.methodType(boolean.class));
            return (boolean) isTerminal.invokeExact(console);
        } catch (NoSuchMethodException e) {
            return true; // before 22 a Console is always a terminal
        } catch (Throwable e) {
            return false; // plain text is right for whoever reads it
        }
    }
}
