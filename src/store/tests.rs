use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::*;
use schema::installation::dsl::{installation, set_up_at};

#[tokio::test]
async fn what_is_read_together_is_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("console.db")).unwrap();
    let (read_once, let_write) = tokio::sync::oneshot::channel();
    let (written, let_read) = tokio::sync::oneshot::channel();
    let reads = store.search(move |search| {
        let conn = &mut *search.conn;
        let before: Option<i64> = installation.select(set_up_at).first(conn)?;
        read_once.send(()).unwrap();
        let_read.blocking_recv().unwrap();
        let after: Option<i64> = installation.select(set_up_at).first(conn)?;
        Ok((before, after))
    });
    let writes = async {
        let_write.await.unwrap();
        let change = |conn: &mut Connection| -> Result<(), StoreError> {
            diesel::update(installation).set(set_up_at.eq(7)).execute(conn)?;
            Ok(())
        };
        store.write(change).await.unwrap();
        written.send(()).unwrap();
    };
    let (read, ()) = tokio::join!(reads, writes);
    assert_eq!(read.unwrap(), (None, None));
    store.close();
    assert!(matches!(store.check().await, Err(StoreError::Unavailable(_))));
}
