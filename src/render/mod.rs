//! Turns one recipe into bytes.
//!
//! [`render`] is the stage; its files know one format or one view each. What stands at which
//! address is decided by `plan`; how a page looks, by the theme; nothing here opens a file.

pub mod absolute;
pub mod atom;
pub mod body;
mod calendar;
pub mod captions;
mod chapters;
mod cited;
mod coins;
mod community;
mod describe;
pub mod export;
pub mod feed;
mod feeds_page;
mod fields;
mod guide;
mod head;
pub mod highlight;
mod home;
pub mod html;
pub mod ics;
pub mod json_feed;
pub mod json_ld;
pub mod letter;
mod library;
mod list;
mod manifest;
pub mod math;
mod page;
mod pictures;
pub mod plain;
pub mod podcast;
mod policy;
mod reading;
mod recipes;
mod related;
pub mod rss;
pub mod sanitize;
pub mod scene;
pub mod search;
mod shows;
mod site;
pub mod sitemap;
pub mod social;
pub mod theme;
pub mod view;
mod welcome;
mod work;
pub mod xml;

pub use recipes::render;
