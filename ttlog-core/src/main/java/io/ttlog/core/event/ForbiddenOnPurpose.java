/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Lets a method call what the build forbids; why stands beside it. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface ForbiddenOnPurpose {}
