using System.Text.Json;

namespace Relay.Local.Sandbox.Tests;

public sealed class FaultNamesTests
{
    [Fact]
    public void Name_OfEachFault_IsWhatJsonSays()
    {
        Assert.All(Enum.GetValues<SandboxFault>(), fault =>
        {
            var name = SandboxFaultNames.Of(fault);
            Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(fault));
            Assert.Equal(fault, SandboxFaultNames.Find(name));
        });
        Assert.Equal(Enum.GetValues<SandboxFault>().Length, SandboxFaultNames.All.Count);
    }
}
