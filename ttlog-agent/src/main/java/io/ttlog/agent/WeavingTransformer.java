/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Sees each class that is loaded, and weaves those that are annotated, with {@link WeavingPlugin}. All others cost a look at their
 * constants. Called by all threads that load classes; throws nothing.
 */
final class WeavingTransformer implements ClassFileTransformer {
    private static final String DOOR = "io/ttlog/spi/Instrumented.class";
    private static final String API_MODULE = "io.ttlog.api";

    private final Instrumentation instrumentation;
    private final ClassFileScan scan;
    private final WeavingPlugin plugin;
    private final Reports reports;

    WeavingTransformer(Instrumentation instrumentation, boolean others, Reports reports) {
        this.instrumentation = instrumentation;
        scan = new ClassFileScan(Marks.names(others));
        plugin = new WeavingPlugin(others, reports);
        this.reports = reports;
    }

    /** Weaves from now on, and what is loaded already. */
    static void install(Instrumentation instrumentation, AgentOptions.Weaving weaving, Reports reports) {
        WeavingTransformer transformer =
                new WeavingTransformer(instrumentation, weaving == AgentOptions.Weaving.ALL, reports);
        instrumentation.addTransformer(transformer, true);
        for (Class<?> loaded : transformer.annotated(instrumentation.getAllLoadedClasses())) {
            try {
                instrumentation.retransformClasses(loaded);
            } catch (Throwable refused) { // also a VerifyError; then the class stays as it was
                reports.tell(loaded.getName(), "was loaded before the agent and is not woven: " + refused);
            }
        }
    }

    /** Of the loaded classes, those whose class file mentions an annotation. */
    private List<Class<?>> annotated(Class<?>[] loaded) {
        List<Class<?>> annotated = new ArrayList<>();
        for (Class<?> type : loaded) {
            ClassLoader loader = type.getClassLoader();
            if (loader == null || type.isArray() || type.isHidden() || !instrumentation.isModifiableClass(type)) {
                continue;
            }
            try (InputStream file = loader.getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
                if (file != null && scan.mentions(file.readAllBytes())) {
                    annotated.add(type);
                }
            } catch (IOException | RuntimeException unreadable) {
                reports.tell(type.getName(), "was loaded before the agent and cannot be read again: " + unreadable);
            }
        }
        return annotated;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] file) {
        if (loader == null || internalName == null || !scan.mentions(file)) {
            return null;
        }
        String name = internalName.replace('/', '.');
        try {
            return woven(module, loader, name, file);
        } catch (Throwable failure) { // the JVM would swallow it, and nobody would know
            reports.tell(name, "is not woven: " + failure);
            return null;
        }
    }

    private byte @Nullable [] woven(@Nullable Module module, ClassLoader loader, String name, byte[] file) {
        ClassFileLocator files = new ClassFileLocator.Compound(
                new ClassFileLocator.Simple(Map.of(name, file)), ClassFileLocator.ForClassLoader.of(loader));
        TypePool pool = TypePool.Default.of(files);
        TypeDescription type = pool.describe(name).resolve();
        if (!plugin.matches(type)) {
            return null;
        }
        if (loader.getResource(DOOR) == null) {
            reports.tell(name, "is not woven: its class loader does not find io.ttlog:ttlog-api");
            return null;
        }
        if (module != null && module.isNamed()) {
            read(module, loader);
        }
        DynamicType.Builder<?> plain =
                new ByteBuddy().with(TypeValidation.DISABLED).decorate(type, files);
        DynamicType.Builder<?> woven = plugin.apply(plain, type, files);
        return woven == plain
                ? null
                : woven.make(TypeResolutionStrategy.Disabled.INSTANCE, pool).getBytes();
    }

    /** Lets the module read ttlog's API, where its code now comes from. */
    private void read(Module module, ClassLoader loader) {
        ModuleLayer layer = module.getLayer();
        Module api = layer == null
                ? loader.getUnnamedModule()
                : layer.findModule(API_MODULE).orElse(loader.getUnnamedModule());
        if (!module.canRead(api)) {
            instrumentation.redefineModule(module, Set.of(api), Map.of(), Map.of(), Set.of(), Map.of());
        }
    }
}
