using Relay.Local.Host.Tests;
using Relay.Local.Host.Tests.TestProgram;
using Xunit.MicrosoftTestingPlatform;

// The executable is its own custom handler: a host under test starts it again with this variable.
return Environment.GetEnvironmentVariable(HandlerProgram.ModeVariable) is { } mode
    ? await HandlerProgram.RunAsync(mode)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
