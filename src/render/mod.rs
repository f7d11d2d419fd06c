//! Turns one recipe into bytes.
//!
//! [`render`] is the stage; its files know one format or one view each. What stands at which
//! address is decided by `plan`; how a page looks, by the theme; nothing here opens a file.

pub mod absolute;
pub mod atom;
pub mod body;
mod describe;
mod feed;
mod fields;
mod head;
pub mod highlight;
mod home;
pub mod html;
pub mod json_ld;
pub mod letter;
mod list;
pub mod math;
mod page;
pub mod plain;
mod recipes;
pub mod sanitize;
pub mod scene;
pub mod sitemap;
pub mod theme;
pub mod view;
pub mod xml;

pub use recipes::render;
