/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The mark of a class that has been woven, so that it is not woven again. Put there by {@code ttlog-agent}. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Woven {}
