using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Relay.Local.Setup;

/// <summary>Tells whether bytes are the official assembly that they should be.</summary>
internal static class AssemblyCheck
{
    /// <summary>Throws unless the assembly is pure IL (not precompiled, not trimmed to a stub), signed with a strong name, and of this name and version.</summary>
    public static void Verify(byte[] bytes, string name, string version)
    {
        using var image = new PEReader(new MemoryStream(bytes, writable: false));
        if (!image.HasMetadata || image.PEHeaders.CorHeader is not { } header)
            throw new SetupException($"{name}.dll is not a .NET assembly");

        if (!header.Flags.HasFlag(CorFlags.ILOnly) || header.ManagedNativeHeaderDirectory.Size != 0)
            throw new SetupException($"{name}.dll is precompiled for one platform; pure IL was expected");

        var metadata = image.GetMetadataReader();
        var definition = metadata.GetAssemblyDefinition();
        if (metadata.GetString(definition.Name) != name || definition.Version != Version.Parse(version))
            throw new SetupException($"{name}.dll is {metadata.GetString(definition.Name)} {definition.Version}; {name} {version} was expected");

        if (!definition.Flags.HasFlag(AssemblyFlags.PublicKey) || metadata.GetBlobBytes(definition.PublicKey).Length == 0)
            throw new SetupException($"{name}.dll has no strong name");
    }
}
