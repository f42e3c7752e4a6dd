/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import io.ttlog.agent.boot.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import net.bytebuddy.utility.OpenedClassReader;

/** Defines the relay in {@code java.util.concurrent}, and has what is woven name it there. */
final class RelayClasses {
    /** All of the package, without its name. */
    static final List<String> NAMES = List.of(
            "Handed",
            "Link",
            "CarriedContexts$Entry",
            "CarriedContexts$Stripe",
            "CarriedContexts",
            "Starters",
            "Relay");

    private static final String FROM = Relay.class.getPackageName().replace('.', '/') + '/';
    private static final String TO = "java/util/concurrent/TTLog";

    private static final class Moved extends Remapper {
        Moved() {
            super(OpenedClassReader.ASM_API);
        }

        @Override
        public String map(String internalName) {
            return internalName.startsWith(FROM) ? TO + internalName.substring(FROM.length()) : internalName;
        }
    }

    private RelayClasses() {}

    /** The class file, with the relay named where it is defined. */
    static byte[] moved(byte[] file) {
        ClassReader reader = OpenedClassReader.of(file);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(new ClassRemapper(OpenedClassReader.ASM_API, writer, new Moved()) {}, 0);
        return writer.toByteArray();
    }

    static void define(Instrumentation instrumentation) throws IOException, IllegalAccessException {
        Class<?> neighbour = ThreadPoolExecutor.class;
        instrumentation.redefineModule(
                neighbour.getModule(),
                Set.of(),
                Map.of(),
                Map.of(neighbour.getPackageName(), Set.of(RelayClasses.class.getModule())),
                Set.of(),
                Map.of());
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup());
        for (String name : NAMES) {
            try (InputStream file = RelayClasses.class.getResourceAsStream('/' + FROM + name + ".class")) {
                if (file == null) {
                    throw new IOException("no class file of " + name);
                }
                lookup.defineClass(moved(file.readAllBytes()));
            }
        }
    }
}
