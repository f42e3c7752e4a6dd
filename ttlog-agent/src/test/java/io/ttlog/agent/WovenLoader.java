/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;

/** Loads classes of some packages again, woven by the plug-in. */
final class WovenLoader extends ClassLoader {
    final List<String> reports = new ArrayList<>();
    final Map<String, byte[]> woven = new HashMap<>();
    private final WeavingPlugin plugin = new WeavingPlugin(true, new Reports(reports::add));
    private final ClassFileLocator files;
    private final String prefix;

    WovenLoader(String prefix) {
        this(prefix, ClassFileLocator.ForClassLoader.of(WovenLoader.class.getClassLoader()));
    }

    WovenLoader(String prefix, ClassFileLocator files) {
        super(WovenLoader.class.getClassLoader());
        this.prefix = prefix;
        this.files = files;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(prefix)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] file = weave(name);
        return defineClass(name, file, 0, file.length);
    }

    byte[] weave(String name) throws ClassNotFoundException {
        try {
            byte[] file = files.locate(name).resolve();
            TypePool pool = TypePool.Default.of(
                    new ClassFileLocator.Compound(files, ClassFileLocator.ForClassLoader.of(getParent())));
            TypeDescription type = pool.describe(name).resolve();
            if (!plugin.matches(type)) {
                return file;
            }
            ClassFileLocator all =
                    new ClassFileLocator.Compound(files, ClassFileLocator.ForClassLoader.of(getParent()));
            DynamicType.Builder<?> plain =
                    new ByteBuddy().with(TypeValidation.DISABLED).decorate(type, all);
            DynamicType.Builder<?> builder = plugin.apply(plain, type, all);
            if (builder == plain) {
                return file;
            }
            byte[] made =
                    builder.make(TypeResolutionStrategy.Disabled.INSTANCE, pool).getBytes();
            woven.put(name, made);
            return made;
        } catch (java.io.IOException | IllegalStateException missing) {
            throw new ClassNotFoundException(name, missing);
        }
    }
}
