using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance.Tests;

public sealed class TestUsersTests
{
    [Fact]
    public void Users_AsDocumented_AreRead()
    {
        var users = TestUsers.Read("""{"partner":"whatsapp","users":[{"user":"ben","devices":[{"device":1,"registrationId":815}]}],"unknown":"nobody","refusesSamples":true}""");

        Assert.Equal(("whatsapp", "ben", 815, "nobody", true), (users.Partner, users.Users[0].User, users.Users[0].Devices[0].RegistrationId, users.Unknown, users.RefusesSamples));
    }

    [Theory]
    [InlineData("", "as documented")]
    [InlineData("null", "null")]
    [InlineData("""{"user":[]}""", "as documented")]
    [InlineData("""{"users":[]}""", "at least one")]
    [InlineData("""{"users":[{"user":"","devices":[{"device":1,"registrationId":1}]}]}""", "1 to 128")]
    [InlineData("""{"users":[{"user":"a","devices":[]}]}""", "devices")]
    [InlineData("""{"users":[{"user":"a","devices":[{"device":128,"registrationId":1}]}]}""", "1 to 127")]
    [InlineData("""{"users":[{"user":"a","devices":[{"device":1,"registrationId":16384}]}]}""", "16383")]
    [InlineData("""{"users":[{"user":"a","devices":[{"device":1,"registrationId":1}]}],"unknown":"a"}""", "unknown")]
    [InlineData("""{"partner":""}""", "empty")]
    public void Users_OfAnotherForm_AreRefusedWithTheReason(string json, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => TestUsers.Read(json)).Message, StringComparison.Ordinal);
}
