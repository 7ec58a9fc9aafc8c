using RetentionWorker.Hosting;

namespace RetentionWorker.Tests.Hosting;

public sealed class OsUserTests
{
    [Fact]
    public void A_user_has_the_name_that_the_system_knows_and_else_their_number()
    {
        Assert.Equal("root", OsUser.NameOf(0));
        Assert.Equal("64001", OsUser.NameOf(64001));
        Assert.Equal(Environment.UserName, OsUser.NameOf(OsUser.Effective));
    }

    [Fact]
    public void An_actor_is_of_one_user_and_names_nobody()
    {
        var directory = Directory.CreateTempSubdirectory("retention-actor-").FullName;
        Assert.Equal(OsActor.Of(directory), OsActor.Of(directory, OsUser.Effective));
        Assert.NotEqual(OsActor.Of(directory, 64001), OsActor.Of(directory, 64002));
        Assert.Matches("^os-[0-9a-f]{16}$", OsActor.Of(directory, 64001).Id);
        Directory.Delete(directory, recursive: true);
    }
}
